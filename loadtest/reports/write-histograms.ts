import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Histogram, HistogramLogWriter } from 'hdr-histogram-js'
import type { TrialRecords } from '../records/trial-records.ts'
import { splitVisitors } from '../statistics/fates.ts'
import { latencyHistogram, pageLatencyOf, timeToPermitHistogram } from '../statistics/latency.ts'

/** latency.hdr, time-to-permit.hdr and page.hdr (HdrHistogram log 1.3, values in ms), to be merged rather than averaged. */
export async function writeHistograms(trialDir: string, records: TrialRecords): Promise<void> {
  const { visitors, applicants } = splitVisitors(records.citizens, records.facts)
  const { endedS } = records.facts
  await writeFile(join(trialDir, 'latency.hdr'), logOf(latencyHistogram(applicants), endedS))
  await writeFile(join(trialDir, 'time-to-permit.hdr'), logOf(timeToPermitHistogram(applicants), endedS))
  await writeFile(join(trialDir, 'page.hdr'), logOf(latencyHistogram(visitors, pageLatencyOf), endedS))
}

function logOf(histogram: Histogram, endedS: number): string {
  let log = ''
  const writer = new HistogramLogWriter((line) => {
    log += line
  })
  writer.outputLogFormatVersion()
  writer.outputLegend()
  writer.outputIntervalHistogram(histogram, 0, endedS, 1)
  return log
}
