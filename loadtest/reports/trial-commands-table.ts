import type { Manifest } from '../records/manifest.ts'
import { seconds } from '../statistics/figures.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { Study } from './read-study.ts'
import { quoted } from './repeat-commands.ts'
import type { Table } from './table.ts'

/** Where the raw files of every trial are, and what makes that trial alone again; null = there are no trials. */
export function trialCommandsTable({ manifest, summary }: Study): Table | null {
  if (summary.trials.length === 0) return null
  return {
    caption: 'Every trial: its raw files, and the command that makes it again alone',
    source: ['trials/*/'],
    head: ['Files', 'Command', 'Watched for'],
    words: [1],
    rows: summary.trials.map((trial) => [`trials/${trial.id}/`, commandOf(trial, manifest), seconds(trial.endedS)]),
    note: 'The people are those of the seed, whatever else is run; a – is a trial that only its whole study, or search for capacity, makes again. Watched: until the last of them had drained.',
  }
}

/** null = a planted fault, a foreign portal or a scenario without a file (one rate of a search), which `run` cannot be told. */
function commandOf({ strategy: arm, scenario, seed, options }: TrialSummary, { strategies, scenarios }: Manifest): string | null {
  const described = strategies.find(({ name }) => name === arm)
  if (!described || described.faults?.length || arm === 'target' || !scenarios.some(({ name }) => name === scenario)) return null
  const settings = Object.entries(options).flatMap(([name, value]) => ['--set', `${name}=${String(value)}`])
  const words = ['run', scenario, '--strategy', described.strategy ?? arm, '--seed', String(seed), ...settings]
  return `npm start -- ${words.map(quoted).join(' ')}`
}
