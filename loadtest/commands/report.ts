import { cpSync } from 'node:fs'
import { readManifest } from '../records/manifest.ts'
import { deriveAll } from '../reports/derive-all.ts'
import { thresholdLines } from '../reports/thresholds-table.ts'
import { thresholdResults } from '../statistics/thresholds.ts'
import { lastScreen } from '../terminal/last-screen.ts'
import type { Command } from './command.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { ASSERT, assertsOption, COMMON, onlyWord, parseOptions, seedOption } from './options.ts'
import { existingResults, makeResultsDirectory } from './results-directory.ts'

const report: Command = {
  name: 'report',
  usage: 'report <dir> [--assert EXPR]',
  summary: 'derives summary and report again from the raw records of a run; with --out in a copy of them',
  async run(args) {
    const { values, positionals } = parseOptions({ args, allowPositionals: true, options: { ...COMMON, ...ASSERT } })
    seedOption(values.seed)
    const directory = whereToDerive(existingResults(onlyWord(positionals)), values.out)
    const { strategies, scenarios } = await readManifest(directory)
    const names = strategies.map(({ name }) => name)
    const asserts = assertsOption(values.assert, names)
    const summary = await deriveAll(directory)
    console.log(await lastScreen(summary, directory))
    // Only judged here, never written: the files of a run derive from its records alone, byte for byte.
    const thresholds = thresholdResults({ asserts, strategies, scenarios: scenarios.map(withoutThresholds) }, summary.trials)
    if (asserts)
      console.log(`\n${thresholdLines(thresholds) ?? 'Thresholds: FAILED, there is no trial that they could be about.'}`)
    if (asserts && thresholds.length === 0) return EXIT.failed
    const judged = [...(summary.thresholds ?? []), ...thresholds]
    return exitCodeOf({ ...summary, thresholds: judged }, strategies)
  },
}
export default report

/** With `--out` the results stay as they are, and a copy of them is derived. */
function whereToDerive(results: string, out: string | undefined): string {
  if (out === undefined) return results
  const copy = makeResultsDirectory(out, 'report')
  cpSync(results, copy, { recursive: true, filter: (path) => path !== copy })
  return copy
}

function withoutThresholds<S extends { thresholds?: readonly string[] }>(scenario: S): S {
  return { ...scenario, thresholds: [] }
}
