import { deriveAll } from '../reports/derive-all.ts'
import { lastScreen } from '../terminal/last-screen.ts'
import { openLaboratory, type Laboratory } from '../trials/laboratory.ts'
import { describeRun, writeManifest, type ManifestFacts } from '../trials/manifest.ts'
import { exitCodeOf } from './exit-code.ts'
import { makeResultsDirectory } from './results-directory.ts'

/** What every command that measures does: results directory, laboratory, manifest, work, clean end, report, last screen. */
export async function experiment(
  facts: ManifestFacts & { out: string | undefined },
  stop: AbortSignal,
  work: (lab: Laboratory, directory: string) => Promise<void>,
): Promise<number> {
  const { out, ...described } = facts
  const directory = makeResultsDirectory(out, described.name)
  const lab = await openLaboratory(described.envelope.connections)
  const manifest = describeRun(described, lab)
  try {
    writeManifest(directory, manifest)
    await work(lab, directory)
  } finally {
    await lab.close()
    writeManifest(directory, { ...manifest, finishedAt: new Date().toISOString(), interrupted: stop.aborted })
  }
  const summary = await deriveAll(directory)
  console.log(await lastScreen(summary, directory))
  return exitCodeOf(summary, manifest.strategies)
}
