import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { htmlReport } from './html-report.ts'
import { markdownReport } from './markdown-report.ts'
import { readStudy } from './read-study.ts'

/**
 * Writes report.html and report.md from manifest.json, summary.json and what derives of each trial (timeline.csv, served.csv,
 * cohorts.csv, *.hdr), nothing else; the same files give the same bytes.
 */
export async function writeReports(dir: string): Promise<void> {
  const study = await readStudy(dir)
  await writeFile(join(dir, 'report.html'), await htmlReport(study))
  await writeFile(join(dir, 'report.md'), markdownReport(study))
}
