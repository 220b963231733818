import { per, whole } from '../statistics/figures.ts'
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
      ['Seed', String(manifest.seed)],
      ['Schedules (sha-256)', Array.from(new Set(summary.trials.map(({ scheduleSha256 }) => scheduleSha256))).join(', ')],
    ]),
  ]
}

export function strategiesTable({ manifest }: Study): Table {
  return {
    caption: 'The strategies',
    source: [RAW.manifest],
    head: ['Strategy', 'What it does', 'Where it comes from', 'Options', 'Acknowledgements'],
    words: [1, 2, 3, 4],
    rows: manifest.strategies.map(({ name, summary, reference, options, durability }) => [
      name,
      summary,
      reference,
      Object.keys(options).length === 0 ? 'none' : JSON.stringify(options),
      durability,
    ]),
  }
}

export function scenariosTable({ manifest }: Study): Table {
  return {
    caption: 'The scenarios; rates as multiples of nominal capacity',
    source: [RAW.manifest],
    head: ['Scenario', 'What it is', 'Stages', 'Who comes', 'Patience', 'Tolerance', 'Retries', 'Faults'],
    words: [1, 2, 3, 6, 7],
    rows: manifest.scenarios.map(({ name, summary, stages, mix, behaviour, faults }) => [
      name,
      summary,
      stages.map((stage) => `${stage.name} ${stage.durationS} s at ${stage.rate}${rampOf(stage.rateTo)}x`).join(', '),
      Object.entries(mix)
        .map(([journey, share]) => `${journey} ${whole(share * 100)} %`)
        .join(', '),
      `${behaviour.patienceS} s`,
      `${behaviour.toleranceS} s`,
      behaviour.retry === 'none' ? 'none' : `${behaviour.retries} x ${behaviour.retry}`,
      faults.length === 0 ? 'none' : faults.map(({ fault, atS }) => `${fault} at ${atS} s`).join(', '),
    ]),
  }
}

function rampOf(rateTo: number | undefined): string {
  return rateTo === undefined ? '' : `-${rateTo}`
}
