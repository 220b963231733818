import { join } from 'node:path'
import { openCsv } from '../records/csv.ts'
import { IN_FLIGHT_COLUMNS } from '../records/in-flight-record.ts'

/** Ten readings a second: the error of their mean is then below one request for anything that the generator can send. */
const EVERY_MS = 100

/** What there is to be read. */
interface Instrument {
  /** Requests of citizens that have no answer at this moment, counted at the sockets. */
  requestsInFlight(): number
  nowMs(): number
}

/**
 * Reads how many requests are on their way ten times a second and writes it to in-flight.csv. It knows nothing of the attempts that are
 * recorded when they end: that both agree (Little's law) shows that none was forgotten, doubled or given a wrong time.
 * @returns stop(): the last reading; closes the file
 */
export function startInFlightGauge(outDir: string, { requestsInFlight, nowMs }: Instrument): { stop(): void } {
  const file = openCsv(join(outDir, 'in-flight.csv'), IN_FLIGHT_COLUMNS)
  const read = () => file.write({ atMs: nowMs(), requests: requestsInFlight() })
  read()
  const timer = setInterval(read, EVERY_MS)
  return {
    stop() {
      clearInterval(timer)
      read()
      file.close()
    },
  }
}
