import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import { readCsv } from '../records/csv.ts'
import { startDriverProcess, STEADY_GC } from '../trials/driver-process.ts'
import type { Measured, Score } from './certificate.ts'
import type { CertifyCase } from './certify-case.ts'
import type { Generator, Task } from './generator.ts'
import { faultsOf, measure } from './score.ts'
import type { FromServer, ToServer } from './server-process.ts'
import { TRUTH_COLUMNS } from './truth-row.ts'

/** Requests that the generator has sent reach the server's script within this time after the generator's end. */
const SETTLE_MS = 100
const MOST_TRIES = 2

export interface CaseOrder extends Pick<Task, 'lab' | 'seed' | 'stop'> {
  question: CertifyCase
  generator: Generator
  /** Of the results. */
  directory: string
  /** Whether late starts are held against the generator. */
  lagJudged: boolean
}

/** One generator against one known-answer server, each a process of its own on its own core. */
export async function runCase(order: CaseOrder): Promise<Score> {
  const { question, generator } = order
  const { name, model, ratePerS, ours } = generator
  const row = { case: question.name, summary: question.summary, generator: name, model, ratePerS, ours }
  for (let tries = 1; ; tries++) {
    try {
      const measured = await runOnce(order, tries)
      // A late burst delays nobody's schedule but its own: starts are judged where the answers come evenly.
      const judged = order.lagJudged && question.mode.kind !== 'stall'
      const faults = faultsOf(measured, { ratePerS, judged })
      const onlyTiming = measured.unaccounted + measured.misclassified === 0
      const again = ours && faults.length > 0 && onlyTiming && tries < MOST_TRIES && !order.stop.aborted
      if (!again) return { ...row, tries, notRun: null, measured, faults }
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error
      return { ...row, tries, notRun: reasonOf(error), measured: null, faults: [] }
    }
  }
}

async function runOnce({ lab, question, generator, seed, directory, stop }: CaseOrder, tries: number): Promise<Measured> {
  const who = `${generator.name.replace(', ', '-')}${generator.ratePerS === null ? '' : `-${generator.ratePerS}`}`
  const outDir = join(directory, 'cases', question.name, tries === 1 ? who : `${who}-try${tries}`)
  mkdirSync(outDir, { recursive: true })
  const { ratePerS } = generator
  const plan = { case: question.name, seed, ratePerS, outDir }
  const onSystemCore = { run: lab.run, cores: { ...lab.cores, world: lab.cores.system } }
  const script = '../certify/server-process.ts'
  const server = await startDriverProcess<FromServer, ToServer>(onSystemCore, script, plan, join(outDir, 'server.log'), STEADY_GC)
  try {
    const { port } = await server.hear('ready')
    const observation = await generator.run({ lab, question, seed, target: `http://127.0.0.1:${port}`, outDir, stop })
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    const reported = server.hear('reported')
    server.say({ type: 'report' })
    const { stall } = await reported
    const rows = await Array.fromAsync(readCsv(join(outDir, 'truth.csv'), TRUTH_COLUMNS))
    return measure({ question, generator, observation, rows, stall })
  } finally {
    await server.end()
  }
}
