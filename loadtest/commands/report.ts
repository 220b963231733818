import { deriveAll } from '../reports/derive-all.ts'
import { lastScreen } from '../terminal/last-screen.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-code.ts'
import { COMMON, parseOptions } from './options.ts'
import { existingResults } from './results-directory.ts'

const report: Command = {
  name: 'report',
  usage: 'report <dir>',
  summary: 'derives summary and report again from the raw records of a run',
  async run(args) {
    const { positionals } = parseOptions({ args, allowPositionals: true, options: COMMON })
    const directory = existingResults(positionals[0])
    console.log(await lastScreen(await deriveAll(directory), directory))
    return EXIT.done
  },
}
export default report
