import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../records/json.ts'
import { readManifest } from '../records/manifest.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { controlOutcome, type ControlOutcome, tallyOf } from '../statistics/control-outcome.ts'
import type { Study } from '../studies/study.ts'
import { deriveAll } from '../reports/derive-all.ts'
import { quoted } from '../reports/repeat-commands.ts'
import { controlLine } from '../terminal/control-line.ts'
import { RemainingTime } from '../terminal/remaining-time.ts'
import { openLaboratory } from '../trials/laboratory.ts'
import { describeRun } from '../trials/manifest.ts'
import { freePort } from '../environment/free-port.ts'
import type { LiveOptions } from '../live/watch.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { withoutLive } from './live-option.ts'
import { makeResultsDirectory } from './results-directory.ts'
import { ownResults } from './results-owner.ts'
import { refuseChanged } from './resume-study.ts'
import { factsOf, runStudy } from './run-study.ts'
import { readOrder, SEEDS_APART, type StudyOrder } from './study-order.ts'
import { UsageError } from './usage-error.ts'

/** studies.json: how often a control finds what it must, over independent studies. Written after each of them. */
interface Studies {
  /** Arguments after `study`, to repeat or to resume it. */
  argv: readonly string[]
  name: string
  expects: Study['expects'] | null
  /** Of studies that were ordered. */
  of: number
  studies: StudyOfMany[]
  /** Studies that found what had to be found; null = the study file expects nothing. */
  found: number | null
  /** Studies that the measurement allowed a verdict; null = nothing is expected. */
  decided: number | null
  /** null = not all are over, fewer than 8 of 10 were decided, or nothing is expected. */
  passed: boolean | null
}

interface StudyOfMany {
  /** Below the results. */
  directory: string
  seed: number
  outcome: ControlOutcome | null
  comparisons: StudySummary['comparisons']
}

/**
 * Independent studies one after the other, each with people of its own, in `study-01`, `study-02`, ... of one results directory.
 * @param args after `study`, with `--studies N`
 * @param resume results of an earlier session that are added to; null = new ones
 */
export async function severalStudies(
  args: readonly string[],
  count: number,
  resume: string | null,
  live: LiveOptions | null,
  stop: AbortSignal,
): Promise<number> {
  const first = await readOrder(args)
  const directory = resume ?? makeResultsDirectory(first.out, `${first.study.name}-studies`)
  const giveBack = ownResults(directory)
  try {
    if (resume !== null) await refuseOthers(first, count, directory)
    // One address for all of them: a page that was opened at the first goes on with the second.
    const watched = live && { ...live, port: live.port === 0 ? await freePort() : live.port }
    return await oneAfterTheOther(withoutLive(args), { ...first, live: watched }, count, directory, stop)
  } finally {
    giveBack()
  }
}

async function oneAfterTheOther(
  args: readonly string[],
  first: StudyOrder,
  count: number,
  directory: string,
  stop: AbortSignal,
): Promise<number> {
  const { expects = null } = first.study
  const result: Studies = {
    argv: args,
    name: first.study.name,
    expects,
    of: count,
    studies: [],
    found: expects && 0,
    decided: expects && 0,
    passed: null,
  }
  const time = new RemainingTime(count)
  let failed = false
  write(directory, result)
  try {
    for (let index = 0; index < count && !stop.aborted; index++) {
      const name = nameOf(index, count)
      const seed = first.seed + index * SEEDS_APART
      console.log(`\n=== ${name} of ${count}, seed ${seed} ===`)
      const began = performance.now()
      const live = first.live && { ...first.live, goesOn: index < count - 1, follows: index > 0 }
      const argv = [...withoutOptions(args, ['--studies', '--seed', '--out']), '--seed', String(seed)]
      const { summary, exitCode } = await outcomeOf(argv, join(directory, name), live, stop, index === 0)
      if (stop.aborted) break
      failed ||= exitCode !== EXIT.done
      const outcome = controlOutcome(expects, summary.comparisons)
      result.studies.push({ directory: name, seed, outcome, comparisons: summary.comparisons })
      if (expects) {
        const { found, decided, passed } = tallyOf(expects, outcomesOf(result), count)
        Object.assign(result, { found, decided, passed: index === count - 1 ? passed : null })
      }
      write(directory, result)
      console.log(controlLine(summary.comparisons, outcome))
      time.stepTook(performance.now() - began)
      console.log([`${index + 1} of ${count} studies are over`, time.text].filter((part) => part !== null).join(', '))
    }
  } finally {
    console.log(`\n${lastLine(result)}\nAll of them: ${join(directory, 'studies.json')}`)
    if (result.studies.length < count) console.log(`Go on:  npm start -- study --resume ${quoted(directory)}`)
  }
  return failed || result.passed === false ? EXIT.failed : EXIT.done
}

const nameOf = (index: number, count: number) => `study-${String(index + 1).padStart(String(count).length, '0')}`

/** What stands there already must be of this order, this code and this machine. @throws UsageError that names study and field */
async function refuseOthers(first: StudyOrder, count: number, directory: string): Promise<void> {
  const there = Array.from({ length: count }, (_, index) => index).filter((index) =>
    existsSync(join(directory, nameOf(index, count), 'manifest.json')),
  )
  if (there.length === 0) return
  const lab = await openLaboratory(first.scenario.envelope)
  try {
    const now = describeRun(factsOf(first), lab)
    for (const index of there) {
      const name = nameOf(index, count)
      refuseChanged(name, await readManifest(join(directory, name)), { ...now, seed: first.seed + index * SEEDS_APART })
    }
  } finally {
    await lab.close()
  }
}

/** Results of several studies that can be resumed; null = the directory holds none. */
export async function interruptedStudies(directory: string): Promise<{ argv: string[]; of: number } | null> {
  const path = join(directory, 'studies.json')
  if (!existsSync(path)) return null
  const schema = z.looseObject({ argv: z.array(z.string()), of: z.int(), studies: z.array(z.unknown()) })
  const { argv, of, studies } = await readJson(path, schema)
  if (studies.length === of) throw new UsageError(`all ${of} studies in ${directory} are complete`)
  return { argv, of }
}

/** One of them: run, resumed, or read when it is complete. */
async function outcomeOf(
  argv: readonly string[],
  directory: string,
  live: LiveOptions | null,
  stop: AbortSignal,
  introduce: boolean,
) {
  const order = { ...(await readOrder(argv)), out: directory, live }
  if (!existsSync(join(directory, 'manifest.json'))) return runStudy(order, stop, { introduce })
  const manifest = await readManifest(directory)
  if (manifest.finishedAt === null || manifest.interrupted)
    return runStudy(order, stop, { introduce, continues: { directory, manifest } })
  const summary = await deriveAll(directory)
  return { summary, exitCode: exitCodeOf(summary, manifest.strategies) }
}

/** Without these options and their values, written either way. */
function withoutOptions(args: readonly string[], names: readonly string[]): string[] {
  return args.filter(
    (word, index) =>
      !names.some((name) => word === name || word.startsWith(`${name}=`)) && !names.includes(args[index - 1] ?? ''),
  )
}

/** How often the method was right, and what follows; of an A/A control also how many winners chance alone explains. */
function lastLine({ expects, studies, of, passed }: Studies): string {
  const over = `${studies.length} of ${of} studies are over`
  if (!expects) return over
  const { found, decided, chanceWinners } = tallyOf(expects, outcomesOf({ studies }), of)
  const what =
    expects === 'b-better'
      ? `${found} of ${decided} decided found what was planted`
      : `${decided - found} of ${decided} decided named a winner (up to ${chanceWinners} are chance: binomial, 5 %)`
  if (studies.length < of) return `${over}; ${what}`
  if (passed === null) return `${over}; ${what}: too few were decided to judge the control, at least 8 of 10 have to be`
  return `${over}; ${what}: ${passed ? 'the control is passed' : 'the control has FAILED'}`
}

function outcomesOf({ studies }: Pick<Studies, 'studies'>): (ControlOutcome | null)[] {
  return studies.map(({ outcome }) => outcome)
}

function write(directory: string, studies: Studies): void {
  mkdirSync(directory, { recursive: true })
  writeJson(join(directory, 'studies.json'), studies)
}
