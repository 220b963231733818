import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describeDifference, differencesBetween } from '../records/differences.ts'
import { readHammer, type HammerRecord } from '../records/hammer-record.ts'
import { readManifest, type Manifest } from '../records/manifest.ts'
import { deriveTrial } from '../reports/derive-all.ts'
import { existingResults } from './results-directory.ts'
import { UsageError } from './usage-error.ts'

/** What an earlier session left of a trial. half: it did not come to its end. */
type Found = 'valid' | 'invalid' | 'half'

/**
 * The study that a directory holds the beginning of.
 * @throws UsageError when it is no study, or one that came to its end
 */
export async function interruptedStudy(dir: string): Promise<{ directory: string; manifest: Manifest }> {
  const directory = existingResults(dir)
  const manifest = await readManifest(directory)
  if (manifest.command !== 'study') throw new UsageError(`${directory} is of "${manifest.command}"; --resume is for studies`)
  if (manifest.finishedAt !== null && !manifest.interrupted)
    throw new UsageError(`the study in ${directory} is complete; its report again: npm start -- report ${dir}`)
  return { directory, manifest }
}

/** Fields that decide what is measured: trials before and after the interruption must not differ in them. */
const DECISIVE = [
  'antrean',
  'commit',
  'modified',
  'seed',
  'envelope',
  'scenarios',
  'strategies',
  'study',
  'versions',
  'machine',
] as const

/** The manifest of a resumed study. @throws UsageError that names the first field that is not as it was */
export function continuedManifest(before: Manifest, now: Manifest): Manifest {
  refuseChanged('', before, now)
  const resumedAt = [...(before.resumedAt ?? []), now.startedAt]
  return { ...before, finishedAt: null, interrupted: false, resumedAt }
}

/**
 * @param where which of several studies it is; empty = the only one
 * @throws UsageError that names the first field that is not as it was
 */
export function refuseChanged(where: string, before: Manifest, now: Manifest): void {
  for (const field of DECISIVE) {
    // An earlier version did not know whether it was modified.
    if (field === 'modified' && before.modified === undefined) continue
    const [difference] = differencesBetween(before[field], asStored(now[field]), field)
    if (difference) {
      const what = `then and now${where && ` of ${where}`} differ in ${describeDifference(difference)}`
      throw new UsageError(`cannot resume: ${what}; begin a new study instead`)
    }
  }
}

/** As it would come back from manifest.json; what is undefined there is not there. */
function asStored(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

/**
 * What is kept of an interrupted study and what is moved aside, to be done again. Trials keep their order.
 * @param wanted ids of each trial and of its re-run, in the study's order
 * @throws UsageError when there is a trial that the study does not want
 */
export function resumePlan(
  wanted: readonly { first: string; second: string }[],
  found: ReadonlyMap<string, Found>,
): { kept: Set<string>; aside: string[] } {
  const ids = new Set(wanted.flatMap(({ first, second }) => [first, second]))
  const stranger = [...found.keys()].find((id) => !ids.has(id))
  if (stranger !== undefined) throw new UsageError(`cannot resume: trials/${stranger} is none of this study's; move it away`)
  const usable = (id: string) => (found.get(id) ?? 'half') !== 'half'
  const kept = new Set<string>()
  const aside: string[] = []
  for (const { first, second } of wanted) {
    // A re-run belongs to the invalid trial that it was ordered for.
    const needsSecond = found.get(first) === 'invalid'
    if (found.has(first) && !usable(first)) aside.push(first)
    if (found.has(second) && !(needsSecond && usable(second))) aside.push(second)
    if (usable(first) && (!needsSecond || usable(second))) kept.add(first)
  }
  return { kept, aside }
}

/** What is in `trials/` of a directory, by trial id. */
export async function foundTrials(directory: string): Promise<Map<string, Found>> {
  const root = join(directory, 'trials')
  const found = new Map<string, Found>()
  // One after the other: the rows of one trial are all that has to fit in memory.
  for (const id of existsSync(root) ? await readdir(root) : []) found.set(id, await stateOf(join(root, id)))
  return found
}

async function stateOf(trialDirectory: string): Promise<Found> {
  if (!existsSync(join(trialDirectory, 'trial.json'))) return 'half'
  try {
    const { facts, summary } = await deriveTrial(trialDirectory)
    return facts.interrupted ? 'half' : summary.valid ? 'valid' : 'invalid'
  } catch {
    // A machine that lost its power may have left a file half written.
    return 'half'
  }
}

/** Moves trials to `aside/<id>-<n>`: nothing that was measured is deleted. */
export function moveAside(directory: string, ids: readonly string[]): void {
  mkdirSync(join(directory, 'aside'), { recursive: true })
  for (const id of ids) {
    let n = 1
    while (existsSync(join(directory, 'aside', `${id}-${n}`))) n++
    renameSync(join(directory, 'trials', id), join(directory, 'aside', `${id}-${n}`))
  }
}

/** How many people the points of the closed population had that came to their end. */
export async function keptHammerPoints(directory: string): Promise<Set<number>> {
  const points = await readHammer(directory)
  return new Set(points.filter(isWhole).map(({ people }) => people))
}

/** Moves lines of hammer.jsonl that were cut short, as points or as lines, to the end of `aside/hammer.jsonl`. */
export function moveHalfPointsAside(directory: string): void {
  const path = join(directory, 'hammer.jsonl')
  if (!existsSync(path)) return
  const lines = readFileSync(path, 'utf8').split(/(?<=\n)/)
  const kept = lines.filter((line) => line.endsWith('\n') && isWhole(JSON.parse(line) as HammerRecord))
  if (kept.length === lines.length) return
  mkdirSync(join(directory, 'aside'), { recursive: true })
  const half = lines.filter((line) => !kept.includes(line)).map((line) => (line.endsWith('\n') ? line : `${line}\n`))
  appendFileSync(join(directory, 'aside', 'hammer.jsonl'), half.join(''))
  writeFileSync(`${path}.new`, kept.join(''))
  renameSync(`${path}.new`, path)
}

const isWhole = ({ invalidReasons }: HammerRecord) => !invalidReasons.includes('interrupted')
