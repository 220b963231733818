import { EXIT } from './exit-code.ts'
import { UsageError } from './usage-error.ts'
import capacity from './capacity.ts'
import certify from './certify.ts'
import type { Command } from './command.ts'
import compare from './compare.ts'
import hammer from './hammer.ts'
import list from './list.ts'
import replay from './replay.ts'
import report from './report.ts'
import run from './run.ts'
import study from './study.ts'
import up from './up.ts'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import { RecordError } from '../records/record-error.ts'

const COMMANDS: readonly Command[] = [study, run, hammer, capacity, up, list, report, compare, replay, certify]

const USAGE = `Antrean: why does a public licensing portal crash when everyone opens it at once, and which way of queueing keeps it up?

npm start                        the study "crash", about nine minutes; --quick: two strategies in three
npm start -- <command> [options] (--out DIR and --seed N go with every command)
                                 study, run, hammer, capacity, replay and up can be watched: --live-port N chooses the port of
                                 the live page, --no-live has none, --no-prometheus starts no Prometheus

${COMMANDS.map(({ usage, summary }) => `  ${usage}\n      ${summary}`).join('\n')}`

/**
 * What follows `npm start --`.
 * @param stop aborted by Ctrl-C or SIGTERM
 * @returns the exit code
 */
export async function commandLine(args: string[], stop: AbortSignal): Promise<number> {
  const [first] = args
  if (first === 'help' || args.includes('--help') || args.includes('-h')) {
    console.log(USAGE)
    return EXIT.done
  }
  const word = first === undefined || first.startsWith('-') ? 'study' : first
  const command = COMMANDS.find(({ name }) => name === word)
  try {
    if (stop.aborted) throw stop.reason
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
