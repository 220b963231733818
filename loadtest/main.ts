import { EXIT } from './commands/exit-code.ts'
import { UsageError } from './commands/usage-error.ts'
import capacity from './commands/capacity.ts'
import certify from './commands/certify.ts'
import type { Command } from './commands/command.ts'
import compare from './commands/compare.ts'
import hammer from './commands/hammer.ts'
import list from './commands/list.ts'
import replay from './commands/replay.ts'
import report from './commands/report.ts'
import run from './commands/run.ts'
import study from './commands/study.ts'
import up from './commands/up.ts'
import { EnvironmentError, reasonOf } from './environment/environment-error.ts'
import { RecordError } from './records/record-error.ts'

const COMMANDS: readonly Command[] = [study, run, hammer, capacity, up, list, report, compare, replay, certify]

const USAGE = `Antrean: why does a public licensing portal crash when everyone opens it at once, and which way of queueing keeps it up?

npm start                        the study "crash", about nine minutes; --quick: two strategies in three
npm start -- <command> [options] (--out DIR and --seed N go with every command)

${COMMANDS.map(({ usage, summary }) => `  ${usage}\n      ${summary}`).join('\n')}`

/** One Ctrl-C can arrive twice: from the terminal and passed on by npm. */
const SAME_SIGNAL_MS = 1000

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const [first] = args
  if (first === 'help' || args.includes('--help') || args.includes('-h')) {
    console.log(USAGE)
    return EXIT.done
  }
  const word = first === undefined || first.startsWith('-') ? 'study' : first
  const command = COMMANDS.find(({ name }) => name === word)
  const stop = stopOnSignals()
  try {
    if (!command) throw new UsageError(`unknown command "${word}"; choose one of: ${COMMANDS.map(({ name }) => name).join(', ')}`)
    const code = await command.run(word === first ? args.slice(1) : args, stop)
    return stop.aborted ? EXIT.interrupted : code
  } catch (error) {
    return explain(error, stop)
  }
}

function explain(error: unknown, stop: AbortSignal): number {
  if (stop.aborted) {
    console.error('interrupted')
    return EXIT.interrupted
  }
  // A directory that is not whole was named by whoever called.
  if (error instanceof UsageError || error instanceof RecordError) {
    console.error(`antrean: ${error.message}`)
    return EXIT.usage
  }
  if (error instanceof EnvironmentError) {
    console.error(`antrean: ${error.message}`)
    return EXIT.environment
  }
  // The lab itself broke, or what it stands on (a full disk, a killed server, a killed driver): not a result, so not exit 1.
  console.error(`antrean: ${reasonOf(error)}${process.env.ANTREAN_DEBUG ? '' : ' (ANTREAN_DEBUG=1 shows where)'}`)
  if (process.env.ANTREAN_DEBUG) console.error(error)
  return EXIT.environment
}

/** The first Ctrl-C, SIGTERM or SIGHUP asks for an orderly end; a second one ends at once (the run's death watch kills what is left). */
function stopOnSignals(): AbortSignal {
  const stop = new AbortController()
  let firstAt = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted && Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(EXIT.interrupted)
      if (stop.signal.aborted) return
      firstAt = Date.now()
      console.error(`\n${signal}: stopping (again to stop at once)`)
      stop.abort()
    })
  }
  return stop.signal
}
