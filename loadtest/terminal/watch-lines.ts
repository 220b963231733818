import type { Watch } from '../live/watch.ts'

/** Where to watch, below the lines of envelope and machine; empty when nobody watches. */
export function watchLines({ url, prometheusUrl }: Pick<Watch, 'url' | 'prometheusUrl'>): string {
  const lines = [url === null ? null : `  Watch       ${url}`, prometheusUrl === null ? null : `  Prometheus  ${prometheusUrl}`]
  return lines.flatMap((line) => (line === null ? [] : `${line}\n`)).join('')
}
