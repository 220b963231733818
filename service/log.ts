import { pino, type DestinationStream, type Logger } from 'pino'

/** What must never be written, wherever it stands in the first three levels of a logged object. */
const SECRETS = ['nik', 'password', 'otp', 'token', 'authorization', 'Authorization']

export type Log = Logger

/**
 * JSON lines on stdout. `name` names the writer (portal, worker, agencies) in every line; level from LOG_LEVEL.
 * NIK, passwords, OTPs and tokens are replaced, not shortened.
 */
export function createLog(name: string, destination?: DestinationStream): Log {
  const options = {
    level: process.env.LOG_LEVEL || 'info',
    base: { process: name, pid: process.pid },
    redact: { paths: SECRETS.flatMap((secret) => [secret, `*.${secret}`, `*.*.${secret}`]), censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}
