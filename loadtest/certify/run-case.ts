import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readCsv } from '../records/csv.ts'
import { startDriverProcess } from '../trials/driver-process.ts'
import type { Measured } from './certificate.ts'
import type { CertifyCase } from './certify-case.ts'
import type { Generator, Task } from './generator.ts'
import { measure } from './score.ts'
import type { FromServer, ToServer } from './server-process.ts'
import { TRUTH_COLUMNS } from './truth-row.ts'

/** Requests that the generator has sent reach the server's script within this time after the generator's end. */
const SETTLE_MS = 100

/**
 * So much room for young objects that a run ends before V8 collects them. While it collects, a server reads nothing, its stamps are late, and
 * what it kept waiting looks like the generator's error: at 2,000/s 1 % of the requests were seen 0.4 to 1.4 ms late, and without it 0.2 to 0.8.
 */
const NO_GC = ['--single-threaded-gc', '--min-semi-space-size=128', '--max-semi-space-size=128']

export interface CaseOrder extends Pick<Task, 'lab' | 'seed' | 'stop'> {
  question: CertifyCase
  generator: Generator
  /** Of the results. */
  directory: string
}

/**
 * One generator against one known-answer server, each a process of its own on its own core.
 * @param run from 1: names its raw files
 * @throws EnvironmentError when it cannot be run here
 */
export async function runCase(order: CaseOrder, run: number): Promise<Measured> {
  const { lab, question, generator, seed, directory, stop } = order
  const who = `${generator.name.replace(', ', '-')}${generator.ratePerS === null ? '' : `-${generator.ratePerS}`}`
  const outDir = join(directory, 'cases', question.name, `${who}-run${run}`)
  mkdirSync(outDir, { recursive: true })
  const { ratePerS } = generator
  const plan = { case: question.name, seed, ratePerS, outDir }
  const onSystemCore = { run: lab.run, cores: { ...lab.cores, world: lab.cores.system } }
  const script = '../certify/server-process.ts'
  const server = await startDriverProcess<FromServer, ToServer>(onSystemCore, script, plan, join(outDir, 'server.log'), NO_GC)
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
