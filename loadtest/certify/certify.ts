import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import { findCores, pinSelf } from '../environment/cores.ts'
import { cleanUpLeftovers } from '../environment/leftovers.ts'
import { readStealPct } from '../environment/machine-stats.ts'
import { openRunDirectory } from '../environment/run-directory.ts'
import { writeJson } from '../records/json.ts'
import { commit } from '../trials/manifest.ts'
import type { Certificate, Score } from './certificate.ts'
import type { CertifyCase } from './certify-case.ts'
import type { CertifyOrder } from './certify-order.ts'
import { labelOf } from './generator.ts'
import { idleLagP99Ms } from './idle-lag.ts'
import { runCase } from './run-case.ts'
import { CaseScore } from './score-case.ts'
import { LIMITS } from './score.ts'
import { wrkVersion } from './wrk-generator.ts'

const ROOT = new URL('../../', import.meta.url)
const IDLE_MS = 2000

/** A certification under way: `ask` puts a case to every generator, `finish` writes the certificate. */
export interface Certification {
  readonly cores: string
  ask(question: CertifyCase, onGenerator: (name: string, run: number) => void): Promise<Score[]>
  /** Writes certificate.json. @param complete every case, every generator */
  finish(complete: boolean): Certificate
  /** Removes what it needed to run. */
  close(): void
}

/** Prepares the machine: leftovers, cores, how quiet it is. @throws EnvironmentError */
export async function openCertification(order: CertifyOrder, directory: string, stop: AbortSignal): Promise<Certification> {
  await cleanUpLeftovers().catch((cause: unknown) => {
    throw new EnvironmentError(reasonOf(cause), { cause })
  })
  const startedAt = new Date().toISOString()
  const cores = findCores()
  pinSelf(cores)
  const run = openRunDirectory()
  const stealPct = readStealPct()
  const idleLag = await idleLagP99Ms(IDLE_MS)
  // Half the bound is the machine's at most, or what is late is not the generator's.
  const lagJudged = cores.pinned && idleLag < LIMITS.lagP99Ms / 2
  const scores: Score[] = []
  return {
    cores: cores.description,
    async ask(question, onGenerator) {
      const asked = order.generators.map((generator) => ({ generator, score: new CaseScore(question, generator) }))
      // In turn, so that a busy minute of the machine's other guests meets one run of each rather than all runs of one.
      for (let turn = 1; turn <= order.repeats; turn++) {
        for (const { generator, score } of asked) {
          if (stop.aborted || !score.canRun) continue
          onGenerator(labelOf(generator), turn)
          const lab = { run, cores }
          // Other people at other moments: the same crowd would meet the same accident in every run.
          const seed = order.seed + turn - 1
          await score.add(() => runCase({ lab, question, generator, directory, seed, stop }, turn))
        }
      }
      const rows = asked.map(({ score }) => score.row(lagJudged))
      scores.push(...rows)
      return rows
    },
    finish(complete) {
      const machine = { ...machineFacts(), pinned: cores.pinned, idleLagP99Ms: idleLag, stealPct: stealPct(), lagJudged }
      const finishedAt = new Date().toISOString()
      const passed = scores.filter(({ ours }) => ours).every(({ notRun, faults }) => notRun === null && faults.length === 0)
      const { seed, repeats } = order
      const certificate = { ...provenance(), startedAt, finishedAt, seed, repeats, complete, machine, scores, passed }
      writeJson(join(directory, 'certificate.json'), certificate)
      return certificate
    },
    close: () => run.remove(),
  }
}

function machineFacts() {
  const memoryMb = Math.round(totalmem() / 2 ** 20)
  return { cpuModel: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryMb, kernel: release() }
}

function provenance() {
  const { version, dependencies } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
    version: string
    dependencies: { autocannon: string }
  }
  return {
    antrean: version,
    commit: commit(),
    versions: { node: process.version, autocannon: dependencies.autocannon, wrk: wrkVersion() },
  }
}
