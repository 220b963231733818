import type { CapacityRecord, CapacityTrial, Reading, TriedRate } from '../records/capacity-record.ts'
import { per, percent, whole } from '../statistics/figures.ts'
import { known } from './people-tables.ts'
import { beyond, withInterval } from './capacity-sentences.ts'
import type { Cell, Table } from './table.ts'

/** Every rate that was tried, what was in use at the knee, and the law's coefficients. */
export function capacityTables(record: CapacityRecord): Table[] {
  return [ratesTable(record), ...resourcesTable(record), ...uslTable(record)]
}

function ratesTable({ rates, slo, repeats, applicantShare, nominalCapacityPerS, durationS }: CapacityRecord): Table {
  return {
    caption: `Rates that were tried, ${durationS} s each, and whether ${slo.join(' and ')} held`,
    head: ['People a second', 'Of nominal', 'Held', ...slo, 'Growth', 'Trials', 'Invalid', 'Why not'],
    words: [2, slo.length + 6],
    rows: rates.map((rate) => [
      per(rate.ratePerS),
      percent((rate.ratePerS * applicantShare) / nominalCapacityPerS),
      heldOf(rate),
      ...slo.map((_, index) => rangeCell(rate.trials, (trial) => trial.values[index]?.value ?? null)),
      rangeCell(rate.trials, ({ growth }) => growth, percent),
      whole(rate.trials.filter(({ valid }) => valid).length),
      whole(rate.trials.filter(({ valid }) => !valid).length),
      [...new Set(rate.trials.flatMap(({ reasons }) => reasons.map(withoutFigures)))].join('; ') || 'none',
    ]),
    note:
      `Open model: people arrive at random at that rate whatever the portal does. Majority of ${whole(repeats)} fresh trials, invalid ones without ` +
      'a vote; of figures the lowest and the highest, not known where fewer people than that ever saw their permit. Of nominal: of those who come, ' +
      'the ones who apply, against the slots of the identity registry. Growth: how many of those who come stay; beyond 5 % and two standard errors it would not last. Where two standard errors are more than 20 % the trial is too short to tell and has no vote.',
  }
}

function heldOf({ met, trials }: TriedRate): string {
  const votes = trials.filter((trial) => trial.met !== null)
  const kept = votes.filter((trial) => trial.met === true).length
  return `${met === null ? 'undecided' : met ? 'yes' : 'NO'} (${kept} of ${votes.length})`
}

/** Trials of one rate fail for the same reason with different figures. */
function withoutFigures(reason: string): string {
  return reason.replace(/^[\d.,<> ]+ % of those who come stay/, 'people pile up')
}

/** One value, or the lowest and the highest of the trials; – among them is not known. */
function rangeCell(
  trials: readonly CapacityTrial[],
  of: (trial: CapacityTrial) => number | null,
  write: (value: number) => string = per,
): Cell {
  const values = trials.filter(({ valid }) => valid).map(of)
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return null
  const ends = [...new Set([Math.min(...known), Math.max(...known)].map(write))]
  return `${ends.join(' to ')}${known.length < values.length ? ', or not known' : ''}`
}

function resourcesTable({ binding: { resource, passing, failing }, knee }: CapacityRecord): Table[] {
  const last = passing ?? failing
  if (last === null) return []
  const of = (side: { readings: Reading[] } | null, name: string) => side?.readings.find((reading) => reading.resource === name)
  return [
    {
      caption: 'What was in use just below and just above the knee',
      head: ['Resource', `At ${rateWords(knee.ratePerS)}`, 'In words', `At ${rateWords(knee.failingPerS)}`, 'In words', 'Full'],
      words: [2, 4, 5],
      rows: (failing ?? last).readings.map(({ resource: name }) => [
        name,
        known(percent)(of(passing, name)?.utilisation ?? null),
        of(passing, name)?.evidence ?? null,
        known(percent)(of(failing, name)?.utilisation ?? null),
        of(failing, name)?.evidence ?? null,
        of(failing, name)?.full ? (name === resource ? 'yes, the first' : 'yes') : 'no',
      ]),
      note:
        'From the samples of one trial at each of the two rates, after the first four seconds. Full: 90 % in use; for connections, somebody waits ' +
        'for one in more than half of the seconds; for the strategy’s own limit, more than 1 % turned away. The first full one in this order is named: ' +
        'what stands further down may follow from it.',
    },
  ]
}

function rateWords(rate: number | null): string {
  return rate === null ? 'no rate' : `${per(rate)}/s`
}

function uslTable({ usl }: CapacityRecord): Table[] {
  if (usl === null) return []
  const caption = 'People at once: Universal Scalability Law'
  const head = ['What', 'Value and 95 % interval']
  if (usl.fit === null) return [{ caption, head, words: [1], rows: [['Refused', usl.refused]], note: USL_NOTE }]
  const { lambda, sigma, kappa, peak, most, rSquared, maxResidualShare, points } = usl.fit
  const small = (value: number) => value.toPrecision(3)
  const rows: Cell[][] = [
    ['λ, permits a second of one person alone', withInterval(lambda)],
    ['σ, contention', withInterval(sigma, small)],
    ['κ, coherency', withInterval(kappa, small)],
    ['N*, people at the peak', peak === null ? beyond(most) : withInterval(peak.people)],
    ['X(N*), permits a second there', peak && withInterval(peak.throughput)],
    ['R²', rSquared.toFixed(4)],
    ['Largest distance from the curve, of the highest throughput', percent(maxResidualShare)],
    ['Numbers of people measured', whole(points)],
  ]
  return [{ caption, head, rows, note: USL_NOTE }]
}

const USL_NOTE =
  'X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), Gunther 2007, least squares over a closed population that presses refresh; intervals by bootstrap of ' +
  'residuals. Refused when it does not describe the points: fewer than 6 of them, R² below 0.9, a point further than 10 % off, a parameter at its bound.'

/** For the terminal: one line a rate. */
export function rateLines({ rates, slo }: CapacityRecord): string[] {
  return rates.map((rate) => {
    const values = slo.map(
      (text, index) => `${text.split(/\s/)[0]} ${rangeCell(rate.trials, (one) => one.values[index]?.value ?? null) ?? '?'}`,
    )
    return `${per(rate.ratePerS).padStart(7)} people/s  ${heldOf(rate).padEnd(18)} ${values.join(', ')}`
  })
}
