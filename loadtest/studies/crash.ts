import type { Study } from './study.ts'

const crash: Study = {
  name: 'crash',
  summary: 'Reproduces the crash, then lets the same people arrive at six ways of queueing',
  hypothesis:
    'Many people who open the portal at the same time crash it; the same people are served when the portal queues or refuses them within bounds.',
  scenario: 'launch-day',
  strategies: ['inline', 'inline-bounded', 'inline-tuned', 'fifo', 'fast-lane', 'shed-on-depth'],
  reference: 'inline',
  primaryMetric: 'permitGoodputPerS.during',
  direction: 'higher',
  minimumEffect: 0.05,
  hammer: { strategy: 'inline', people: [10, 50, 200, 800], durationS: 12 },
  quick: ['inline', 'shed-on-depth'],
}
export default crash
