import { html, type Html } from './html.ts'

/** The raw files of a run, below its directory; `*` = the id of each trial. */
export const RAW = {
  manifest: 'manifest.json',
  hammer: 'hammer.jsonl',
  facts: 'trials/*/trial.json',
  citizens: 'trials/*/citizens.csv',
  attempts: 'trials/*/attempts.csv',
  samples: 'trials/*/samples.csv',
  probes: 'trials/*/probes.csv',
  inFlight: 'trials/*/in-flight.csv',
  gauges: 'trials/*/gauges.csv',
  applications: 'trials/*/applications.csv',
  identityChecks: 'trials/*/identity-checks.csv',
} as const

/** A file of one trial. */
export function trialFile(id: string, name: string): string {
  return `trials/${id}/${name}`
}

/** `From trials/<id>/citizens.csv.`; null = nothing is said of where it is from. */
export function sourceSentence(files: readonly string[] | undefined): string | null {
  return files && files.length > 0 ? `From ${files.join(', ')}.` : null
}

/** The same below a table or a picture. */
export function htmlSource(files: readonly string[] | undefined): Html | null {
  if (!files || files.length === 0) return null
  return html`<p class="note source">
    From ${files.map((file, index) => html`${index === 0 ? '' : ', '}<code>${file}</code>`)}.
  </p>`
}
