import { whole } from '../statistics/figures.ts'
import { html, type Html } from './html.ts'
import type { Study } from './read-study.ts'

/** The way from a citizen to her permit, with what limits each step: the same for every strategy. null = a foreign portal. */
export function wayOfAPermit({ manifest, summary }: Study): Html | null {
  if (summary.trials.some(({ strategy }) => strategy === 'target')) return null
  const { heapMb, connections, agency } = manifest.envelope
  const steps: [string, string][] = [
    ['Citizens', 'come at their own moments, whatever the portal does'],
    ['Portal', 'lets them in or tells them to come back; answers at once or puts them into a queue'],
    ['Queue and worker', `work off what was accepted; with the portal ${whole(heapMb)} MB of memory`],
    ['Database', `${whole(connections)} connections for portal and worker together`],
    ['Identity registry', `${whole(agency.slots)} checks at once, ${whole(agency.serviceMs)} ms each: the bottleneck`],
    ['Permit', 'counts when she sees it, within 30 s of the moment she meant to come'],
  ]
  return html`<ol class="way" aria-label="The way to a permit">
    ${steps.map(([name, words]) => html`<li><b>${name}</b> ${words}</li>`)}
  </ol>`
}
