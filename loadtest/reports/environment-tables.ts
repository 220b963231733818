import type { ManifestStudy } from '../records/manifest.ts'
import type { Behaviour, Scenario, Stage } from '../scenarios/scenario.ts'
import { per, percent, whole } from '../statistics/figures.ts'
import { faultWords } from './fault-span.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { watchedTogether } from '../statistics/watched-together.ts'
import { figureLabel } from './figure-words.ts'
import { RAW } from './provenance.ts'
import type { Study } from './read-study.ts'
import type { Cell, Table } from './table.ts'

/** On what, with what and within which limits it ran. */
export function environmentTables({ manifest, summary }: Study): Table[] {
  const { machine, versions, envelope } = manifest
  const facts = (caption: string, rows: [string, Cell][]): Table => ({
    caption,
    source: [RAW.manifest],
    head: ['What', 'Value'],
    words: [1],
    rows,
  })
  const packages = Object.entries(versions.packages).map(([name, version]) => `${name} ${version}`)
  return [
    facts('Envelope, the same for every strategy', [
      ['Heap, portal + worker', `${whole(envelope.heapMb)} MB`],
      ['Database connections, portal + worker', whole(envelope.connections)],
      ['Open files of each process', whole(envelope.openFiles)],
      ['Identity registry', `${whole(envelope.agency.slots)} checks at once, ${whole(envelope.agency.serviceMs)} ms each`],
      ['Its daily quota', envelope.agency.dailyQuota === null ? 'none' : whole(envelope.agency.dailyQuota)],
      ['Nominal capacity', `${per(manifest.nominalCapacityPerS)} permits a second`],
      [
        'Restart after a death',
        `${whole(envelope.restart.firstMs)} ms, doubling; reset after ${whole(envelope.restart.resetAfterS)} s up`,
      ],
    ]),
    ...(manifest.study === undefined ? [] : [facts('How it is judged', judgementOf(manifest.study))]),
    facts('Machine and versions', [
      ['Processor', `${machine.cpuModel}, ${whole(machine.cores)} cores`],
      ['Memory', `${whole(machine.memoryMb)} MB`],
      ['System and world on cores of their own', machine.pinned ? 'yes' : 'not pinned'],
      ['Kernel', machine.kernel],
      ['Node', versions.node],
      ['PostgreSQL', versions.postgres],
      ['Redis', versions.redis ?? 'none'],
      ['Jobs carried by', versions.queueBackend],
      ['Packages', packages.join(', ')],
      ['Antrean', `${manifest.antrean}${manifest.commit === null ? '' : `, commit ${manifest.commit}`}`],
      ['Started, finished (UTC)', `${manifest.startedAt}, ${manifest.finishedAt ?? 'not finished'}`],
      ...(manifest.resumedAt?.length ? [['Taken up again (UTC)', manifest.resumedAt.join(', ')] as [string, Cell]] : []),
      ['Ran beside the trials', besideThem(summary.trials)],
      ['Seed', String(manifest.seed)],
      ['Schedules (sha-256)', Array.from(new Set(summary.trials.map(({ scheduleSha256 }) => scheduleSha256))).join(', ')],
    ]),
  ]
}

/** What shares the generator's core for those who watch. */
function besideThem(trials: readonly TrialSummary[]): string {
  const watched = watchedTogether(trials)
  if (watched === null) return 'not recorded'
  const { prometheus, livePage, livePageClientsMax: most } = watched
  const page = livePage ? `live page, open ${most === 0 ? 'nowhere' : `in ${whole(most)} at most`}` : 'no live page'
  return `${prometheus === null ? 'no Prometheus' : `Prometheus ${prometheus}`}; ${page}`
}

/** Declared before the first trial. */
function judgementOf({ primaryMetric, direction, minimumEffect, reference, repeats }: ManifestStudy): [string, Cell][] {
  return [
    ['Figure that decides', `${figureLabel(primaryMetric)} (${primaryMetric})`],
    ['Better is', direction],
    ['Smallest difference that matters', percent(minimumEffect)],
    ['Compared with', reference],
    ['Blocks ordered', whole(repeats)],
  ]
}

export function strategiesTable({ manifest, lasting }: Study): Table {
  return {
    caption: 'The strategies',
    source: [RAW.manifest],
    head: ['Strategy', 'What it does', 'Where it comes from', 'Options', 'Acknowledgements'],
    words: [1, 2, 3, 4],
    rows: manifest.strategies.map(({ name, strategy, faults = [], summary, reference, options, durability }) => [
      strategy === undefined || strategy === name ? name : `${name} (${strategy})`,
      summary,
      reference,
      [...optionsOf(options), ...faults.map((fault) => `planted: ${faultWords(fault, lasting)}`)].join(', ') || 'none',
      durability,
    ]),
  }
}

function optionsOf(options: Record<string, unknown>): string[] {
  return Object.entries(options).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
}

/** Of a manifest only the names of its scenarios are certain. */
export function scenariosTable({ manifest, lasting }: Study): Table {
  return {
    caption: 'The scenarios; rates as multiples of nominal capacity',
    source: [RAW.manifest],
    head: ['Scenario', 'What it is', 'Stages', 'Who comes', 'How they behave', 'Officers', 'Faults'],
    words: [1, 2, 3, 4, 6],
    rows: manifest.scenarios.map(({ name, summary, stages, arrivals, mix, behaviour, officers, faults }: Partial<Scenario>) => [
      name!,
      summary ?? null,
      stages?.map(stageOf).join(', ') ?? null,
      mix
        ? `${Object.entries(mix)
            .map(([journey, share]) => `${journey} ${percent(share)}`)
            .join(', ')}; arrivals ${arrivals}`
        : null,
      behaviour ? behaviourOf(behaviour) : null,
      officers === undefined ? null : whole(officers),
      faults?.map((fault) => faultWords(fault, lasting)).join(', ') || 'none',
    ]),
  }
}

function stageOf({ name, durationS, rate, rateTo }: Stage): string {
  return `${name} ${durationS} s at ${rate}${rateTo === undefined ? '' : `-${rateTo}`}x`
}

function behaviourOf({ patienceS, toleranceS, retries, retry, obeysRetryAfter, reusesKey }: Behaviour): string {
  return (
    `patience ${patienceS} s, tolerance ${toleranceS} s, tries again ${whole(retries)} x (${retry}); ${percent(obeysRetryAfter)} come back ` +
    `when they are told to, ${percent(reusesKey)} refresh the form that is still open`
  )
}
