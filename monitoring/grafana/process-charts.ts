import * as names from '../metric-names.ts'
import { chart } from './chart.ts'
import { chosen, perSecond, shared, total } from './promql.ts'

/*
 * What portal, worker and agencies say about themselves. `processes`: a regular expression of them.
 */

const OF = 'the replicas of one process together'
export const eventLoopBusy = (processes: string, width: number) =>
  chart({
    title: titled('Event loop: busy share', processes),
    says: 'Share of the last second in which JavaScript ran, the busiest replica. At 100 % everything waits for the one thread.',
    queries: [{ expr: shared(names.EVENT_LOOP_UTILISATION_RATIO, of(processes)), legend: '{{process}}' }],
    unit: 'percentunit',
    max: 1,
    limit: 0.9,
    width,
  })

export const eventLoopLag = (processes: string, width: number) =>
  chart({
    title: titled('Event loop: lag, p99', processes),
    says: 'How late the loop was in the last second, the worst replica. Every request waits that long more.',
    queries: [{ expr: shared(names.EVENT_LOOP_LAG_P99_SECONDS, of(processes)), legend: '{{process}}' }],
    unit: 's',
    width,
  })

export const heap = (processes: string, width: number) =>
  chart({
    title: titled('Heap in use', processes),
    says: `JavaScript heap, ${OF}. The line breaks off where a process has died of it.`,
    queries: [{ expr: total(names.HEAP_USED_BYTES, of(processes)), legend: '{{process}}' }],
    unit: 'bytes',
    width,
  })

export const memory = (processes: string, width: number) =>
  chart({
    title: titled('Memory', processes),
    says: `Resident memory, ${OF}: heap, buffers, stacks and code.`,
    queries: [{ expr: total(names.RESIDENT_MEMORY_BYTES, of(processes)), legend: '{{process}}' }],
    unit: 'bytes',
    width,
  })

export const garbageCollection = (processes: string, width: number) =>
  chart({
    title: titled('Garbage collection', processes),
    says: 'Share of time spent on it, by kind, the replicas together. A heap near its limit is collected again and again.',
    queries: [
      {
        expr: perSecond(`${names.GC_DURATION_SECONDS}_sum`, { by: 'process, kind', where: `process=~"${processes}"` }),
        legend: '{{process}}: {{kind}}',
      },
    ],
    unit: 'percentunit',
    width,
  })

export const cpu = (processes: string, width: number) =>
  chart({
    title: titled('CPU', processes),
    says: `Cores used, ${OF}.`,
    queries: [{ expr: perSecond(names.PROCESS_CPU_SECONDS_TOTAL, of(processes)), legend: '{{process}}' }],
    unit: 'short',
    width,
  })

export const openFiles = (processes: string, width: number) =>
  chart({
    title: titled('Open files', processes),
    says: 'Share of the allowed open files, the fullest replica: every connection is one. At 100 % nobody is let in any more (EMFILE).',
    queries: [
      {
        expr: `max by (process) (${chosen(names.OPEN_FILES, of(processes).where)} / ${chosen(names.OPEN_FILES_MAX, of(processes).where)})`,
        legend: '{{process}}',
      },
    ],
    unit: 'percentunit',
    max: 1,
    limit: 0.9,
    width,
  })

/** Whose youth says when they were born: a restart shows where nobody supervises but the container runtime. */
export const uptime = (processes: string, width: number) =>
  chart({
    title: titled('Uptime', processes),
    says: 'Of the youngest replica: a fall to 0 is a restart.',
    queries: [{ expr: `min by (process) (${chosen(names.UPTIME_SECONDS, of(processes).where)})`, legend: '{{process}}' }],
    unit: 's',
    width,
  })

const of = (processes: string) => ({ by: 'process', where: `process=~"${processes}"` })

/** Named in the title where it is one process only. */
const titled = (what: string, processes: string) => (processes.includes('|') ? what : `${what}, ${processes}`)
