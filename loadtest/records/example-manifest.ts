import { EXAMPLE_FACTS } from './example-trial.ts'
import type { Manifest, ManifestStrategy } from './manifest.ts'

function strategy(name: string, durability: ManifestStrategy['durability'] = 'durable'): ManifestStrategy {
  return { name, summary: `${name} in one line`, reference: 'made up', durability, options: {} }
}

/** A small made-up manifest for tests; `inline` is the reference. */
export const EXAMPLE_MANIFEST: Manifest = {
  antrean: '0.1.0',
  command: 'study',
  argv: ['tiny', '--out', 'somewhere'],
  name: 'tiny',
  hypothesis: 'Small things tell large ones.',
  seed: 1,
  commit: 'c0ffee',
  startedAt: '2025-11-22T06:40:12.000Z',
  finishedAt: '2025-11-22T06:48:40.000Z',
  envelope: EXAMPLE_FACTS.envelope,
  nominalCapacityPerS: 100,
  scenarios: [
    {
      name: 'tiny',
      summary: 'a made-up day',
      stages: EXAMPLE_FACTS.stages,
      arrivals: 'even',
      mix: { 'returning-applicant': 0.9, visitor: 0.1 },
      behaviour: { patienceS: 5, toleranceS: 30, retries: 3, retry: 'refresh', obeysRetryAfter: 0.9, reusesKey: 0.8 },
      envelope: EXAMPLE_FACTS.envelope,
      officers: 0,
      faults: [],
    },
  ],
  strategies: [strategy('inline'), strategy('fifo'), strategy('shed-on-depth'), strategy('forgetful', 'volatile')],
  versions: { node: 'v24.0.0', packages: { pg: '8.0.0' }, postgres: '18.4', redis: null, queueBackend: 'postgres' },
  machine: { cpuModel: 'made-up', cores: 2, memoryMb: 8000, pinned: true, kernel: '6.8' },
  interrupted: false,
}
