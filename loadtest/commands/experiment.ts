import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import type { Manifest } from '../records/manifest.ts'
import { RecordError } from '../records/record-error.ts'
import { deriveAll } from '../reports/derive-all.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
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
  /** Results of an earlier session that are added to, instead of a new directory. */
  continues?: { directory: string; manifest: Manifest } | undefined
}

interface Performed {
  directory: string
  summary: StudySummary
  exitCode: number
}

type Work = (lab: Laboratory, directory: string) => Promise<void>

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

async function performIn(
  directory: string,
  { out: _out, continues, ...described }: ExperimentFacts,
  stop: AbortSignal,
  work: Work,
): Promise<Performed> {
  const lab = await openLaboratory(described.envelope)
  let manifest: Manifest | null = null
  let broken: unknown = null
  try {
    const now = describeRun(described, lab)
    manifest = continues ? continuedManifest(continues.manifest, now) : now
    writeManifest(directory, manifest)
    keepCertificate(directory)
    await work(lab, directory)
  } catch (error) {
    const [death] = lab.deaths()
    // A record that the work itself wrote and cannot read is a full disk, not a directory that somebody named.
    const cause = death ?? (error instanceof RecordError && !continues ? error.message : undefined)
    broken = cause === undefined ? error : new EnvironmentError(cause, { cause: error })
  } finally {
    await lab.close()
  }
  // Refused before anything was written.
  if (manifest === null) throw broken
  if (broken !== null) console.error(`\nbroken off: ${reasonOf(broken)}`)
  try {
    writeManifest(directory, { ...manifest, finishedAt: new Date().toISOString(), interrupted: stop.aborted || broken !== null })
    const summary = await deriveAll(directory)
    if (broken === null) return { directory, summary, exitCode: exitCodeOf(summary, manifest.strategies) }
    console.log(await lastScreen(summary, directory))
  } catch (error) {
    broken ??= error
  }
  throw broken
}
