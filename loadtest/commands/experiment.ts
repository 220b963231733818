import { join } from 'node:path'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import type { Manifest } from '../records/manifest.ts'
import { RecordError } from '../records/record-error.ts'
import { deriveAll } from '../reports/derive-all.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { openWatch } from '../live/open-watch.ts'
import { UNWATCHED, type LiveOptions, type Watch } from '../live/watch.ts'
import { lastScreen } from '../terminal/last-screen.ts'
import { openLaboratory, type Laboratory } from '../trials/laboratory.ts'
import { describeRun, writeManifest, type ManifestFacts } from '../trials/manifest.ts'
import { exitCodeOf } from './exit-code.ts'
import { keepCertificate } from './keep-certificate.ts'
import { continuedManifest } from './resume-study.ts'
import { makeResultsDirectory } from './results-directory.ts'
import { ownResults } from './results-owner.ts'

interface ExperimentFacts extends ManifestFacts {
  /** `--out`. */
  out: string | undefined
  live: LiveOptions | null
  /** How many trials there will be; absent = nobody knows. */
  planned?: number
  /** Results of an earlier session that are added to, instead of a new directory. */
  continues?: { directory: string; manifest: Manifest } | undefined
}

interface Performed {
  directory: string
  summary: StudySummary
  exitCode: number
}

type Work = (lab: Laboratory, directory: string, watch: Watch) => Promise<void>

/** What every command that measures does, with the last screen. @returns the exit code */
export async function experiment(facts: ExperimentFacts, stop: AbortSignal, work: Work): Promise<number> {
  const { directory, summary, exitCode } = await perform(facts, stop, work)
  console.log(await lastScreen(summary, directory))
  return exitCode
}

/**
 * Results directory, laboratory, manifest, work, clean end, report.
 * When the work breaks off, what was measured until then is reported all the same, and the error is thrown afterwards.
 */
export async function perform(facts: ExperimentFacts, stop: AbortSignal, work: Work): Promise<Performed> {
  const directory = facts.continues?.directory ?? makeResultsDirectory(facts.out, facts.name)
  const giveBack = ownResults(directory)
  try {
    return await performIn(directory, facts, stop, work)
  } finally {
    giveBack()
  }
}

async function performIn(directory: string, facts: ExperimentFacts, stop: AbortSignal, work: Work): Promise<Performed> {
  const measured = await measureIn(directory, facts, work)
  let report: string | null = null
  let calledOff = true
  try {
    const performed = await reportOn(directory, measured, stop)
    report = join(directory, 'report.html')
    calledOff = stop.aborted
    return performed
  } finally {
    await measured.watch.close(report, calledOff)
  }
}

interface Measured {
  /** null = refused before anything was written. */
  manifest: Manifest | null
  /** null = the work came to its end. */
  broken: unknown
  /** Open: the page is told of the report. */
  watch: Watch
}

/** The laboratory's whole life. */
async function measureIn(
  directory: string,
  { out: _out, live, planned, continues, ...described }: ExperimentFacts,
  work: Work,
): Promise<Measured> {
  const lab = await openLaboratory(described.envelope)
  const measured: Measured = { manifest: null, broken: null, watch: UNWATCHED }
  try {
    const now = describeRun(described, lab)
    const manifest = continues ? continuedManifest(continues.manifest, now) : now
    const strategies = manifest.strategies.map(({ name }) => name)
    measured.watch = await openWatch(lab, { title: titleOf(manifest), strategies, planned: planned ?? null, live })
    measured.manifest = manifest
    writeManifest(directory, manifest)
    keepCertificate(directory)
    await work(lab, directory, measured.watch)
    measured.watch.doing('writing the report')
  } catch (error) {
    const [death] = lab.deaths()
    // A record that the work itself wrote and cannot read is a full disk, not a directory that somebody named.
    const cause = death ?? (error instanceof RecordError && !continues ? error.message : undefined)
    measured.broken = cause === undefined ? error : new EnvironmentError(cause, { cause: error })
  } finally {
    await measured.watch.measured()
    await lab.close()
  }
  return measured
}

async function reportOn(directory: string, { manifest, broken }: Measured, stop: AbortSignal): Promise<Performed> {
  if (manifest === null) throw broken
  if (broken !== null) console.error(`\nbroken off: ${reasonOf(broken)}`)
  let why = broken
  try {
    writeManifest(directory, { ...manifest, finishedAt: new Date().toISOString(), interrupted: stop.aborted || broken !== null })
    const summary = await deriveAll(directory)
    if (broken === null) return { directory, summary, exitCode: exitCodeOf(summary, manifest.strategies) }
    console.log(await lastScreen(summary, directory))
  } catch (error) {
    why ??= error
  }
  throw why
}

/** `study crash`, `hammer inline`: names that begin with their command are not said twice. */
function titleOf({ command, name }: Manifest): string {
  return `${command} ${name.startsWith(`${command}-`) ? name.slice(command.length + 1) : name}`
}
