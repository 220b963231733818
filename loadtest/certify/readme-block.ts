import { certificateTables } from '../reports/certificate-tables.ts'
import { markdownText, type Table } from '../reports/table.ts'
import type { Certificate } from './certificate.ts'
import { labelOf } from './generator.ts'

export const MARKERS = { begin: '<!-- certificate -->', end: '<!-- /certificate -->' } as const

/** What README.md shows of a stored certificate, with its markers, laid out as the formatter does: the generators, not every case. */
export function readmeBlock(certificate: Certificate): string {
  const { finishedAt, machine, versions, commit } = certificate
  const cpu = `${machine.cores} cores (${machine.cpuModel})${machine.pinned ? '' : ', not pinned'}`
  const made = `Measured ${finishedAt.slice(0, 10)} on ${cpu}, Node ${versions.node}${commit === null ? '' : `, commit ${commit.slice(0, 7)}`}.`
  const [table] = certificateTables(certificate)
  return [
    MARKERS.begin,
    `**${markdownText(table!.caption)}**`,
    alignedTable(table!),
    markdownText(table!.note ?? ''),
    markdownText(`${made} ${beyondLimits(certificate)}`),
    MARKERS.end,
  ].join('\n\n')
}

/** What of ours did not pass, in words. */
function beyondLimits({ scores }: Certificate): string {
  const wrong = scores.filter(({ ours, faults }) => ours && faults.length > 0)
  if (wrong.length === 0) return 'Ours are within every limit.'
  const named = wrong.map(
    (score) => `${labelOf({ ...score, name: score.generator })} in ${score.case} (${score.faults.join(', ')})`,
  )
  return `Of ours not within every limit: ${named.join('; ')}.`
}

/** README.md with the block put between its markers. @throws Error when it has none */
export function withCertificate(readme: string, certificate: Certificate): string {
  const begin = readme.indexOf(MARKERS.begin)
  const end = readme.indexOf(MARKERS.end)
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${MARKERS.begin} ... ${MARKERS.end}`)
  return readme.slice(0, begin) + readmeBlock(certificate) + readme.slice(end + MARKERS.end.length)
}

function alignedTable({ head, rows, words = [] }: Table): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => markdownText(cell ?? '–')))
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)))
  const isWord = (column: number) => column === 0 || words.includes(column)
  const rule = widths.map((width, column) => (isWord(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  const pad = (text: string, column: number) => (isWord(column) ? text.padEnd(widths[column]!) : text.padStart(widths[column]!))
  const [first, ...others] = cells.map((row) => row.map(pad))
  return [first!, rule, ...others].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
