import { certificateTables } from './certificate-tables.ts'
import { littlesLawTable } from './littles-law-table.ts'
import type { Study } from './read-study.ts'
import { steadyStateTable } from './steady-state-table.ts'
import type { Table } from './table.ts'
import { invalidRatesTable, validityTable } from './trust-tables.ts'

/** Whether the measurement can be trusted: trial by trial, strategy by strategy, and the generators' own certificate. */
export function measurementTables({ summary, certificate }: Study): (Table | null)[] {
  const kept = certificate ? certificateTables(certificate) : []
  return [
    validityTable(summary),
    littlesLawTable(summary),
    invalidRatesTable(summary),
    steadyStateTable(summary),
    // Its raw cases stay where it was made; a copy of the certificate lies beside each run.
    ...kept.map((table) => ({ ...table, source: ['certificate.json'] })),
  ]
}
