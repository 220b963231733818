import type { Manifest } from '../records/manifest.ts'
import { seconds, whole } from '../statistics/figures.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { Study } from './read-study.ts'
import { blockCommand, quoted, wholeCommand } from './repeat-commands.ts'
import type { Table } from './table.ts'

/** Where the raw files of every trial are, and what makes that trial again; null = there are no trials. */
export function trialCommandsTable({ manifest, summary }: Study): Table | null {
  if (summary.trials.length === 0) return null
  return {
    caption: 'Every trial: its raw files, and the command that makes it again',
    source: ['trials/*/'],
    head: ['Files', 'Command', 'What that runs', 'Watched for'],
    words: [1, 2],
    rows: summary.trials.map((trial) => {
      const { command, runs } = againOf(trial, manifest, summary.trials)
      return [`trials/${trial.id}/`, command, runs, seconds(trial.endedS)]
    }),
    note:
      'The people are those of the seed, whatever else is run. A planted fault, one rate of a search for capacity and a portal of somebody ' +
      'else are nothing that a trial alone can be told: there the command runs more, or all. Watched: until the last of them had drained.',
  }
}

interface Again {
  command: string
  runs: string
}

function againOf(trial: TrialSummary, manifest: Manifest, trials: readonly TrialSummary[]): Again {
  const alone = commandAlone(trial, manifest)
  if (alone !== null) {
    const byHand = (trial.switchedByHand ?? []).length > 0
    return { command: alone, runs: byHand ? 'this trial, without the faults that were switched by hand' : 'this trial' }
  }
  const arms = manifest.strategies.length
  if (manifest.command === 'study')
    return { command: blockCommand(manifest, trial.seed), runs: `its block: this trial, as one of ${whole(arms)}` }
  const command = wholeCommand(manifest)
  return { command, runs: trials.length === 1 ? 'this trial' : `all ${whole(trials.length)} trials of this report` }
}

/** null = a planted fault, a foreign portal or a scenario without a file (one rate of a search), which `run` cannot be told. */
function commandAlone(
  { strategy: arm, scenario, seed, options }: TrialSummary,
  { strategies, scenarios }: Manifest,
): string | null {
  const described = strategies.find(({ name }) => name === arm)
  if (!described || described.faults?.length || arm === 'target' || !scenarios.some(({ name }) => name === scenario)) return null
  const settings = Object.entries(options).flatMap(([name, value]) => ['--set', `${name}=${String(value)}`])
  const words = ['run', scenario, '--strategy', described.strategy ?? arm, '--seed', String(seed), ...settings]
  return `npm start -- ${words.map(quoted).join(' ')}`
}
