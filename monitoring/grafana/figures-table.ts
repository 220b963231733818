import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import { queriesOf, sideBySide, type Column } from './columns.ts'
import { DATA_SOURCE, target } from './query.ts'

export interface FiguresTableSpec {
  title: string
  /** What one sees and what it means, behind the panel's (i). */
  says: string
  /** Label that names the row. */
  key: string
  columns: readonly Column[]
}

/** One row for each value of `key`, over the full width. */
export function figuresTable({ title, says, key, columns }: FiguresTableSpec): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(says)
    .datasource(DATA_SOURCE)
    .span(24)
    .height(8)
    .noValue('–')
    .targets(queriesOf(columns).map(target))
    .transformations(sideBySide(key, columns))
  for (const { name, unit = 'short', decimals = 0 } of columns) {
    panel.overrideByName(name, [
      { id: 'unit', value: unit },
      { id: 'decimals', value: decimals },
    ])
  }
  return panel
}
