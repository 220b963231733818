import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import { deriveAll } from '../reports/derive-all.ts'
import { lastScreen } from '../terminal/last-screen.ts'
import { openLaboratory, type Laboratory } from '../trials/laboratory.ts'
import { describeRun, writeManifest, type ManifestFacts } from '../trials/manifest.ts'
import { exitCodeOf } from './exit-code.ts'
import { makeResultsDirectory } from './results-directory.ts'

/**
 * What every command that measures does: results directory, laboratory, manifest, work, clean end, report, last screen.
 * When the work breaks off, what was measured until then is reported all the same, and the error is thrown afterwards.
 */
export async function experiment(
  facts: ManifestFacts & { out: string | undefined },
  stop: AbortSignal,
  work: (lab: Laboratory, directory: string) => Promise<void>,
): Promise<number> {
  const { out, ...described } = facts
  const directory = makeResultsDirectory(out, described.name)
  const lab = await openLaboratory(described.envelope)
  const manifest = describeRun(described, lab)
  let broken: unknown = null
  try {
    writeManifest(directory, manifest)
    await work(lab, directory)
  } catch (error) {
    const [death] = lab.deaths()
    broken = death === undefined ? error : new EnvironmentError(death, { cause: error })
  } finally {
    await lab.close()
  }
  if (broken !== null) console.error(`\nbroken off: ${reasonOf(broken)}`)
  try {
    writeManifest(directory, { ...manifest, finishedAt: new Date().toISOString(), interrupted: stop.aborted || broken !== null })
    const summary = await deriveAll(directory)
    console.log(await lastScreen(summary, directory))
    if (broken === null) return exitCodeOf(summary, manifest.strategies)
  } catch (error) {
    broken ??= error
  }
  throw broken
}
