import { join } from 'node:path'
import { describeDifference } from '../records/differences.ts'
import { writeJson } from '../records/json.ts'
import { type Manifest, readManifest } from '../records/manifest.ts'
import { peopleFingerprint } from '../records/people-fingerprint.ts'
import { readResults, type Results } from '../reports/read-results.ts'
import { withoutOut } from '../reports/repeat-commands.ts'
import { agreementOf, type Agreement, type Replayed } from '../statistics/agreement.ts'
import { otherDifferences } from '../statistics/comparability.ts'
import { per } from '../statistics/figures.ts'
import { judgedBy } from '../statistics/judged-by.ts'
import { designOf } from '../statistics/study-design.ts'
import { watchedTogether } from '../statistics/watched-together.ts'
import { changedDefinitions } from './changed-definitions.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-code.ts'
import { LIVE, liveOption, liveWords } from './live-option.ts'
import { COMMON, onlyWord, parseOptions, wholeNumber } from './options.ts'
import { existingResults, makeResultsDirectory } from './results-directory.ts'
import run from './run.ts'
import study from './study.ts'
import { UsageError } from './usage-error.ts'

/** What can be run again from its manifest: everything that makes trials of our own system. */
const REPLAYABLE: ReadonlyMap<string, Command> = new Map([run, study].map((command) => [command.name, command]))

const replay: Command = {
  name: 'replay',
  usage: 'replay <dir> [--tolerance 10]',
  summary:
    'runs again what the manifest of a run or study describes, and tests whether it says the same; tolerance in % of the metric;\n      watched as the original was, unless told otherwise',
  async run(args, stop) {
    const { tolerance, out, path, live } = readOrder(args)
    // First of all: for another command its trials need not even be readable.
    const command = replayable(await readManifest(path))
    const original = await readResults(path)
    const { manifest } = original
    if (manifest.interrupted)
      console.error(`the original was interrupted: only what it has is compared (trials: ${original.trials.length})`)
    await refuseChanged(original)
    const directory = makeResultsDirectory(out, `replay-${manifest.name}`)
    console.log(`Again, from ${join(path, 'manifest.json')}: ${command.name} ${manifest.name}, seed ${manifest.seed}\n`)
    const code = await command.run([...againArguments(manifest), '--out', directory, ...(live ?? watchedAs(original))], stop)
    if (stop.aborted) return EXIT.interrupted

    const replayed = await readResults(directory)
    const metric = judgedBy(designOf(manifest)!, original.trials).primaryMetric
    const agreement = agreementOf(
      await withPeople(path, original),
      await withPeople(directory, replayed),
      metric,
      tolerance / 100,
    )
    writeJson(join(directory, 'replay.json'), { metric, tolerancePct: tolerance, ...agreement })
    for (const difference of otherDifferences(original, replayed))
      console.error(`not the same: ${describeDifference(difference)}`)
    console.log(`\n${linesOf(agreement, metric, tolerance).join('\n')}`)
    return agreement.agrees ? code : EXIT.failed
  },
}
export default replay

interface ReplayOrder {
  tolerance: number
  out: string | undefined
  path: string
  /** How it is watched, as words for the command that is replayed; null = as the original was. */
  live: string[] | null
}

function readOrder(args: string[]): ReplayOrder {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: { ...COMMON, ...LIVE, tolerance: { type: 'string' } },
  })
  if (values.seed !== undefined) throw new UsageError('--seed: a replay has the seed of its manifest')
  const tolerance = wholeNumber('tolerance', values.tolerance, 10, 0, 100)
  // What is wrong with them is said before the results are read.
  liveOption(values)
  const live = liveWords(values)
  return { tolerance, out: values.out, path: existingResults(onlyWord(positionals)), live: live.length > 0 ? live : null }
}

/** @throws UsageError */
function replayable({ command, strategies, argv }: Manifest): Command {
  const found = REPLAYABLE.get(command)
  if (!found) throw new UsageError(`"${command}" cannot be replayed, only ${[...REPLAYABLE.keys()].join(' and ')}`)
  if (argv.some((word) => word.startsWith('--target'))) {
    const url = strategies[0]?.summary ?? 'it'
    throw new UsageError(`a foreign portal was measured: what state ${url} was in is in no manifest; run it again and compare`)
  }
  return found
}

/** @throws UsageError that names the fields, with both values */
async function refuseChanged({ manifest, trials }: Results): Promise<void> {
  if (trials.length === 0) throw new UsageError('there is no finished trial that a replay could agree with')
  const changed = await changedDefinitions(manifest, trials)
  if (changed.length === 0) return
  const remedy = manifest.commit === null ? '' : ` (git checkout ${manifest.commit} has them as they were)`
  throw new UsageError(`definitions have changed since${remedy}: ${changed.map(describeDifference).join('; ')}`)
}

/** What watches takes its share of the generator's core: the same for both, where the original's trials say what it was. */
function watchedAs({ trials }: Results): string[] {
  const watched = watchedTogether(trials)
  if (watched === null) return []
  return liveWords({ 'no-live': !watched.livePage, 'no-prometheus': watched.prometheus === null })
}

/** The same arguments with the seed written out; thresholds are a question to the first run, not part of it. */
function againArguments({ argv, seed }: Manifest): string[] {
  const again = withoutOut(argv).filter((word, index, all) => !word.startsWith('--assert') && all[index - 1] !== '--assert')
  return again.some((word) => word.startsWith('--seed')) ? again : [...again, '--seed', String(seed)]
}

async function withPeople(directory: string, { trials }: Results): Promise<Replayed[]> {
  const replayed: Replayed[] = []
  for (const trial of trials) replayed.push({ trial, people: await peopleFingerprint(join(directory, 'trials', trial.id)) })
  return replayed
}

function linesOf({ trials, arms, agrees }: Agreement, metric: string, tolerance: number): string[] {
  const figure = (value: number | null) => (value === null ? 'unknown' : per(value))
  const exact = (same: boolean | null) => (same === null ? 'missing' : same ? 'same' : 'DIFFERENT')
  const word = ({ reason, cannotTell }: Agreement['trials'][number]) =>
    reason === null ? 'agrees     ' : cannotTell ? 'cannot tell' : 'DISAGREES  '
  return [
    `Agreement with the original: ${metric} within ${tolerance} %, or overlapping 95 % intervals from 8 blocks up`,
    ...trials.map(
      (one) =>
        `  ${word(one)} ${one.id}: schedule ${exact(one.schedule)}, people ${exact(one.people)}, ${figure(one.original)} then ${figure(one.replayed)}${one.reason === null ? '' : `: ${one.reason}`}`,
    ),
    ...arms.map(
      ({ strategy, original, replayed, overlap }) =>
        `  ${overlap ? 'agrees     ' : 'DISAGREES  '} ${strategy}: mean ${original.map(per).join(' to ')}, then ${replayed.map(per).join(' to ')}`,
    ),
    agrees === null
      ? 'Cannot tell whether the replay agrees: a trial is invalid.'
      : agrees
        ? 'The replay agrees.'
        : 'The replay does not agree.',
  ]
}
