/**
 * Reads one sample of a Prometheus text exposition (format 0.0.4).
 * @param labels text that must stand between the braces, e.g. `state="waiting"`
 * @returns null when there is no such sample
 */
export function metricValue(exposition: string, name: string, labels?: string): number | null {
  for (const line of exposition.split('\n')) {
    if (!line.startsWith(name)) continue
    const match = /^([^{\s]+)(?:\{(.*)\})? (\S+)/.exec(line)
    if (match?.[1] !== name || (labels !== undefined && !match[2]?.includes(labels))) continue
    const value = Number(match[3])
    return Number.isFinite(value) ? value : null
  }
  return null
}
