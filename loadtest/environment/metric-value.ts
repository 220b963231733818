/**
 * Reads one sample of a Prometheus text exposition (format 0.0.4).
 * @param labels text that must stand between the braces, e.g. `state="waiting"`
 * @returns null when there is no such sample
 */
export function metricValue(exposition: string, name: string, labels?: string): number | null {
  for (const sample of samplesOf(exposition, name)) {
    if (labels !== undefined && !sample.labels.includes(labels)) continue
    return Number.isFinite(sample.value) ? sample.value : null
  }
  return null
}

/** Sums the samples of a name over all labels, e.g. of `..._duration_seconds_count`; 0 when nothing has been observed yet. */
export function metricSum(exposition: string, name: string): number {
  let sum = 0
  for (const { value } of samplesOf(exposition, name)) sum += value
  return sum
}

function* samplesOf(exposition: string, name: string): Generator<{ labels: string; value: number }> {
  for (const line of exposition.split('\n')) {
    if (!line.startsWith(name)) continue
    const match = /^([^{\s]+)(?:\{(.*)\})? (\S+)/.exec(line)
    if (match?.[1] === name) yield { labels: match[2] ?? '', value: Number(match[3]) }
  }
}
