import { join } from 'node:path'
import { readManifest } from '../records/manifest.ts'
import { per, percent, seconds, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { verdictOf } from '../statistics/verdict.ts'

/** The line that stays beside a trial when it is over. */
export function trialResultLine({ citizens, permitGoodputPerS, recoveryS, crashes, valid, windows }: TrialSummary): string {
  const { served, scheduled } = citizens
  const { during, after } = permitGoodputPerS
  return [
    `permit within 30 s: ${whole(served)} of ${whole(scheduled)} (${percent(scheduled === 0 ? 0 : served / scheduled)})`,
    during === null ? null : `${per(during)} permits/s in the surge`,
    after === null ? null : `${per(after)}/s after it`,
    windows.surge === null ? null : recoveryS === null ? 'not recovered' : `recovered after ${seconds(recoveryS)}`,
    crashes.length > 0 ? `${crashes.length} died` : null,
    valid ? null : 'INVALID',
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/** What stays on the screen: what happened, to how many, what helped, what it is worth, where the report is, what to do next. */
export async function lastScreen(summary: StudySummary, directory: string): Promise<string> {
  const verdict = verdictOf(await readManifest(directory), summary)
  const invalid = summary.trials.filter(({ valid }) => !valid)
  return [
    '',
    verdict.crash,
    '',
    ...verdict.fates.map((fate) => `  ${fate}`),
    '',
    ...(verdict.helpedMost === null ? [] : [verdict.helpedMost]),
    ...verdict.caveats,
    ...invalid.map(({ id, invalidReasons }) => `invalid: ${id}: ${invalidReasons.join('; ')}`),
    '',
    `Report: ${join(directory, 'report.html')}`,
    'Next:   npm start -- study crash --repeats 8          intervals instead of a demonstration',
    '        npm start -- run launch-day --strategy fifo   one strategy alone',
    '        npm start -- up                               the portal itself, to look at',
  ].join('\n')
}
