import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Histogram, HistogramLogReader } from 'hdr-histogram-js'
import { type Columns, readCsv } from '../records/csv.ts'
import { COHORT_COLUMNS, type CohortRow } from '../statistics/cohorts.ts'
import { SERVED_COLUMNS, type ServedRow, TIMELINE_COLUMNS, type TimelineRow } from '../statistics/timeline.ts'

/** What pictures of one trial are drawn from; empty or null = that file is not there. */
export interface TrialSeries {
  rows: readonly TimelineRow[]
  served: readonly ServedRow[]
  cohorts: readonly CohortRow[]
  histograms: Record<HistogramName, Histogram | null>
}

/** Acknowledgements, permits and (of visitors) pages: how long people waited for them, ms. */
export type HistogramName = keyof typeof HISTOGRAMS

export const HISTOGRAMS = { latency: 'latency.hdr', permit: 'time-to-permit.hdr', page: 'page.hdr' } as const

export const NO_SERIES: TrialSeries = {
  rows: [],
  served: [],
  cohorts: [],
  histograms: { latency: null, permit: null, page: null },
}

/** @param dir of the trial @throws RecordError when a file is not as it should be */
export async function readTrialSeries(dir: string): Promise<TrialSeries> {
  return {
    rows: await rowsOf(join(dir, 'timeline.csv'), TIMELINE_COLUMNS),
    served: await rowsOf(join(dir, 'served.csv'), SERVED_COLUMNS),
    cohorts: await rowsOf(join(dir, 'cohorts.csv'), COHORT_COLUMNS),
    histograms: {
      latency: await histogramOf(join(dir, HISTOGRAMS.latency)),
      permit: await histogramOf(join(dir, HISTOGRAMS.permit)),
      page: await histogramOf(join(dir, HISTOGRAMS.page)),
    },
  }
}

async function rowsOf<R>(path: string, columns: Columns<R>): Promise<R[]> {
  return existsSync(path) ? Array.fromAsync(readCsv(path, columns)) : []
}

/** The one interval of the log. */
async function histogramOf(path: string): Promise<Histogram | null> {
  return existsSync(path) ? new HistogramLogReader(await readFile(path, 'utf8')).nextIntervalHistogram() : null
}
