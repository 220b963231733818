import { html, type Html } from './html.ts'
import { htmlSource, sourceSentence } from './provenance.ts'

/** A table of the report, once for HTML and Markdown. The first column names the row; null = not known or does not apply. */
export interface Table {
  caption: string
  head: readonly string[]
  rows: readonly (readonly Cell[])[]
  /** Columns of words instead of figures, by index; the first always is. */
  words?: readonly number[]
  note?: string
  /** Raw files that the figures derive from, below the results' directory. */
  source?: readonly string[]
}

export type Cell = string | null

const UNKNOWN = '–'
/** Longer ones are folded on the page: a study of eight blocks has a row for each of 48 trials. */
const ROWS_UNFOLDED = 24

export function htmlTable(table: Table): Html {
  const { caption, rows, note, source } = table
  const folded = rows.length > ROWS_UNFOLDED
  const shown = folded
    ? html`<details>
        <summary>${caption}: ${String(rows.length)} rows</summary>
        ${gridOf(table)}
      </details>`
    : gridOf(table)
  return html`${shown} ${note === undefined ? null : html`<p class="note">${note}</p>`} ${htmlSource(source)}`
}

function gridOf({ caption, head, rows, words = [] }: Table): Html {
  const kind = (column: number) => (column === 0 || words.includes(column) ? 'word' : 'figure')
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          ${head.map((name, column) => html`<th scope="col" class="${kind(column)}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, column) =>
                column === 0
                  ? html`<th scope="row">${htmlCell(cell)}</th>`
                  : html`<td class="${kind(column)}">${htmlCell(cell)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

export function markdownTable({ caption, head, rows, words = [], note, source }: Table): string {
  const rule = head.map((_, column) => (column === 0 || words.includes(column) ? '---' : '---:'))
  const lines = [head, rule, ...rows].map((row) => `| ${row.map((cell) => markdownText(cell ?? UNKNOWN)).join(' | ')} |`)
  const notes = [note, sourceSentence(source)].flatMap((text) => (text ? ['', markdownText(text)] : []))
  return [`**${markdownText(caption)}**`, '', ...lines, ...notes].join('\n')
}

/** Text in Markdown: nothing in it can open a tag, a link, a table cell or a new line. */
export function markdownText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/g, '\\$&').replaceAll(/\s*[\r\n]+\s*/g, ' ')
}

function htmlCell(cell: Cell): Html {
  return cell === null
    ? html`<span class="unknown" aria-hidden="true">${UNKNOWN}</span><span class="unseen">not known</span>`
    : html`${cell}`
}
