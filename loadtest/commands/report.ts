import { deriveAll } from '../reports/derive-all.ts'
import { lastScreen } from '../terminal/last-screen.ts'
import type { Command } from './command.ts'
import { readManifest } from '../records/manifest.ts'
import { exitCodeOf } from './exit-code.ts'
import { COMMON, onlyWord, parseOptions } from './options.ts'
import { existingResults } from './results-directory.ts'

const report: Command = {
  name: 'report',
  usage: 'report <dir>',
  summary: 'derives summary and report again from the raw records of a run',
  async run(args) {
    const { positionals } = parseOptions({ args, allowPositionals: true, options: COMMON })
    const directory = existingResults(onlyWord(positionals))
    const summary = await deriveAll(directory)
    console.log(await lastScreen(summary, directory))
    return exitCodeOf(summary, (await readManifest(directory)).strategies)
  },
}
export default report
