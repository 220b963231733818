import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
export const PASSWORD = 'a password of enough length'
const ENVELOPE = {
  heapMb: 256,
  connections: 12,
  openFiles: 1024,
  agency: { slots: 10, serviceMs: 100, dailyQuota: null },
  restart: { firstMs: 100, resetAfterS: 10 },
}

export interface OperatorsProcess {
  url: string
  metricsUrl: string
  /** Everything logged so far. */
  log(): string
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>
}

/** For tests: starts a process with further variables; not yet listening. */
export function forkOperators(env: Record<string, string>): ChildProcess {
  const common = { OPERATORS_PORT: '0', METRICS_PORT: '0', OPERATORS_PASSWORD: PASSWORD, STRATEGY: 'fast-lane' }
  const all = { ...process.env, REDIS_URL: '', DATABASE_URL: '', ...common, ENVELOPE: JSON.stringify(ENVELOPE), ...env }
  return fork(MAIN, { env: all, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
}

/** For tests: the operators' process on a free port. */
export async function startOperators(env: Record<string, string>): Promise<OperatorsProcess> {
  const child = forkOperators(env)
  const exit = once(child, 'exit') as Promise<[number | null]>
  const lines: string[] = []
  const listening = new Promise<{ port: number; metricsPort: number }>((resolve) => {
    createInterface(child.stdout!).on('line', (line) => {
      lines.push(line)
      if (line.includes('"msg":"listening"')) resolve(JSON.parse(line))
    })
  })
  const early = exit.then(([code]) => Promise.reject(new Error(`the process ended with ${code} before it listened`)))
  const { port, metricsPort } = await Promise.race([listening, early])
  return {
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    log: () => lines.join('\n'),
    async stop() {
      child.kill('SIGTERM')
      return (await exit)[0]
    },
  }
}
