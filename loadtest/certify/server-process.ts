import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeCsv } from '../records/csv.ts'
import { CASES } from './cases.ts'
import { TRUTH_COLUMNS } from './truth-row.ts'
import { TruthServer } from './truth-server.ts'
import type { Stall } from './truth-server.ts'

// A known-answer server in a process of its own, forked with the path of its plan as the only argument. It says `ready`, answers,
// is told `report`, writes truth.csv, says `reported` and ends.

export type FromServer = { type: 'ready'; port: number } | { type: 'reported'; stall: Stall | null }
export type ToServer = { type: 'report' }

const plan = z
  .object({ case: z.string(), seed: z.int(), ratePerS: z.number().positive().nullable(), outDir: z.string().min(1) })
  .parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')))
const question = CASES.find(({ name }) => name === plan.case)
if (question === undefined) throw new Error(`no case is called ${plan.case}`)
const server = new TruthServer(question, plan.ratePerS, plan.seed)
// Whoever forked it is gone: nobody is left to tell.
process.on('disconnect', () => process.exit(0))
process.on('message', () => {
  writeCsv(join(plan.outDir, 'truth.csv'), TRUTH_COLUMNS, server.rows)
  // People of the cases that never answer still hold connections, so it would not end by itself.
  tell({ type: 'reported', stall: server.stall }, () => process.exit(0))
})
tell({ type: 'ready', port: await server.listen() })

function tell(message: FromServer, then: () => void = () => undefined): void {
  process.send?.(message, then)
}
