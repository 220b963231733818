import * as names from '../metric-names.ts'
import { chart } from './chart.ts'
import { perSecond, quantile, total } from './promql.ts'

const BUSY = 'state="busy"'

export const poolSaturation = (width: number) =>
  chart({
    title: 'Database connections: busy share',
    says: 'Of all the connections that portal and worker may hold. At 100 % every further query waits.',
    queries: [
      {
        expr: `${total(names.PG_POOL_CONNECTIONS, { by: 'process', where: BUSY })} / ${total(names.PG_POOL_SIZE, { by: 'process' })}`,
        legend: '{{process}}',
      },
    ],
    unit: 'percentunit',
    max: 1,
    limit: 0.9,
    width,
  })

export const poolByState = (process: string, width: number) =>
  chart({
    title: `Connections of the ${process}`,
    says: 'Busy and idle, of all its replicas. Dashed: as many as they may hold.',
    queries: [
      ...['busy', 'idle'].map((state) => ({
        expr: total(names.PG_POOL_CONNECTIONS, { where: `process="${process}",state="${state}"` }),
        legend: state,
      })),
      { expr: total(names.PG_POOL_SIZE, { where: `process="${process}"` }), legend: 'allowed' },
    ],
    unit: 'short',
    width,
    stacked: true,
    colours: { busy: 'orange', idle: 'blue' },
    bounds: ['allowed'],
  })

export const poolWaiting = (width: number) =>
  chart({
    title: 'Waiting for a connection',
    says: 'Queries in the queue for a connection. Where nothing bounds it, the memory does.',
    queries: [{ expr: total(names.PG_POOL_CONNECTIONS, { by: 'process', where: 'state="waiting"' }), legend: '{{process}}' }],
    unit: 'short',
    width,
  })

export const applications = (width: number) =>
  chart({
    title: 'Applications',
    says: 'Per second: accepted, NIB issued, parked for an officer. While more are accepted than issued, the backlog grows.',
    queries: [
      { expr: perSecond(names.APPLICATIONS_ACCEPTED_TOTAL), legend: 'accepted' },
      { expr: perSecond(names.APPLICATIONS_ISSUED_TOTAL), legend: 'issued' },
      { expr: perSecond(names.APPLICATIONS_PARKED_TOTAL), legend: 'parked' },
    ],
    unit: 'suffix:/s',
    width,
    colours: { accepted: 'light-blue', issued: 'blue', parked: 'purple' },
  })

export const agencyCalls = (width: number) =>
  chart({
    title: 'Calls of the agencies, p99',
    says: 'As their caller sees them, waits in its own connection pool included, by agency and how they ended.',
    queries: [
      { expr: quantile(0.99, names.AGENCY_CALL_DURATION_SECONDS, { by: 'agency, result' }), legend: '{{agency}}: {{result}}' },
    ],
    unit: 's',
    width,
  })
