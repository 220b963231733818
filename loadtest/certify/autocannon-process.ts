import { readFile } from 'node:fs/promises'
import autocannon from 'autocannon'
import type { Options, Result } from 'autocannon'

// autocannon as its README shows it, in a process of its own: forked with the path of its options as the only argument, it says `done`.

export interface FromAutocannon {
  type: 'done'
  result: Result
  cpuPct: number
  /** CPU from the first request to the last, s. */
  cpuS: number
}

const options = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as Options
const startedAt = performance.now()
const cpuBefore = process.cpuUsage()
// Whoever forked it is gone: nobody is left to tell.
process.on('disconnect', () => process.exit(0))
const result = await autocannon(options)
const { user, system } = process.cpuUsage(cpuBefore)
const cpuS = (user + system) / 1e6
const cpuPct = (cpuS * 1e5) / (performance.now() - startedAt)
// autocannon leaves timers and sockets behind; it ends when the message is out.
process.send?.({ type: 'done', result, cpuPct, cpuS } satisfies FromAutocannon, () => process.exit(0))
