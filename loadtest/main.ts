import { stopOnSignals } from './commands/stop-on-signals.ts'

// A signal may come while everything else is still being loaded (half a second).
const stop = stopOnSignals()
const { commandLine } = await import('./commands/command-line.ts')
process.exitCode = await commandLine(process.argv.slice(2), stop)
