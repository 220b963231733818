import { join } from 'node:path'
import { readCapacity } from '../records/capacity-record.ts'
import { readManifest } from '../records/manifest.ts'
import type { Ledger } from '../records/trial-facts.ts'
import { capacitySentences } from '../reports/capacity-sentences.ts'
import { rateLines } from '../reports/capacity-tables.ts'
import { quoted } from '../reports/repeat-commands.ts'
import { thresholdLines } from '../reports/thresholds-table.ts'
import { per, percent, seconds, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { verdictOf } from '../statistics/verdict.ts'

/** The line that stays beside a trial when it is over. */
export function trialResultLine({
  citizens,
  permitGoodputPerS,
  recoveryS,
  recoveryCensoredAtS,
  crashes,
  valid,
  invalidReasons,
}: TrialSummary): string {
  const { served, scheduled } = citizens
  const { during, after } = permitGoodputPerS
  return [
    `permit within 30 s: ${whole(served)} of ${whole(scheduled)} (${percent(scheduled === 0 ? 0 : served / scheduled)})`,
    during === null ? null : `${per(during)} permits/s in the surge`,
    after === null ? null : `${per(after)}/s after it`,
    recoveryS !== null ? `recovered after ${seconds(recoveryS)}` : recoveryCensoredAtS !== null ? 'not recovered' : null,
    crashes.length > 0 ? `${crashes.length} died` : null,
    valid ? null : `INVALID (${invalidReasons.join('; ')})`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/**
 * What stays on the screen: what happened, to how many, what helped, what it is worth, where the report is, what to do next; of a
 * search for capacity the rates and what they say.
 */
export async function lastScreen(summary: StudySummary, directory: string): Promise<string> {
  const manifest = await readManifest(directory)
  const verdict = verdictOf(manifest, summary)
  const invalid = summary.trials.filter(({ valid }) => !valid)
  const capacity = await readCapacity(directory)
  const told = capacity
    ? [rateLines(capacity).join('\n'), ...capacitySentences(capacity)]
    : [verdict.crash, verdict.fates.map((fate) => wrapped(fate, '    ').replace(/^ {2}/, '')).join('\n')]
  const paragraphs = [
    ...told,
    auditLine(summary),
    thresholdLines(summary.thresholds),
    capacity ? null : verdict.helpedMost,
    [...verdict.caveats, ...invalid.map(({ id, invalidReasons }) => `Invalid: ${id}: ${invalidReasons.join('; ')}.`)]
      .map((text) => wrapped(text))
      .join('\n'),
    manifest.command === 'study' && manifest.interrupted ? goOn(directory) : capacity ? null : NEXT,
    `Report: ${quoted(join(directory, 'report.html'))}`,
  ]
  return `\n${paragraphs
    .filter(Boolean)
    .map((text) => (text!.includes('\n') ? text : wrapped(text!)))
    .join('\n\n')}`
}

const goOn = (directory: string) => `Go on:  npm start -- study --resume ${quoted(directory)}
        what is over is kept, what was half done is done again`

const NEXT = `Next:   npm start -- study crash --repeats 8          intervals instead of a demonstration
        npm start -- run launch-day --strategy fifo   one strategy alone
        npm start -- up                               the portal itself, to look at`

/** What the audit found over all trials; null = nothing was audited. */
function auditLine({ trials }: StudySummary): string | null {
  const ledgers = trials.flatMap(({ ledger }) => ledger ?? [])
  if (ledgers.length === 0) return null
  const sum = (name: keyof Ledger) => ledgers.reduce((total, ledger) => total + ledger[name], 0)
  const damage = (['lost', 'duplicated', 'orphaned', 'stuck', 'wrongNib'] as const).map((name) => `${whole(sum(name))} ${name}`)
  return `Audit: ${whole(sum('acknowledged'))} promises in ${ledgers.length} trials compared with the database: ${damage.join(', ')}.`
}

const WIDTH = 100

/** Breaks a paragraph into lines of at most 100 characters; `indent` before each. */
function wrapped(text: string, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => indent + each).join('\n')
}
