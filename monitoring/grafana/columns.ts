import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard'
import { refId, type Query } from './query.ts'

export interface Column {
  name: string
  /** One value per row; its labels are the row's key. */
  expr: string
  /** As Grafana names it. */
  unit?: string
  decimals?: number
}

export const queriesOf = (columns: readonly Column[]): Query[] =>
  columns.map(({ expr, name }) => ({ expr, legend: name, as: 'row' }))

/** Lays the answers side by side, one row for each `key`. Takes two columns or more: Grafana names a single one differently. */
export function sideBySide(key: string, columns: readonly Column[]): DataTransformerConfig[] {
  const fields = columns.map(({ name }, index) => [`Value #${refId(index)}`, name] as const)
  return [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries([key, ...fields.map(([field]) => field)].map((field, index) => [field, index])),
        renameByName: Object.fromEntries(fields),
      },
    },
    { id: 'sortBy', options: { fields: {}, sort: [{ field: key, desc: false }] } },
  ]
}
