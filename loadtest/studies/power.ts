import type { Study } from './study.ts'

/** The permit comes inside the request, so that what people see is what the agency serves, without the grain of tracking intervals. */
const STRATEGY = 'inline-tuned'

const power: Study = {
  name: 'power',
  summary: 'Power control: the same strategy twice, once with a fifth of the agency slots taken away unseen',
  hypothesis: 'A study of 8 blocks finds that a fifth of what the identity registry can check has been taken away.',
  scenario: 'control',
  strategies: [STRATEGY],
  arms: [
    {
      name: `${STRATEGY}-narrowed`,
      strategy: STRATEGY,
      options: {},
      faults: [{ fault: 'registry-narrowed', atS: 0 }],
    },
  ],
  reference: STRATEGY,
  primaryMetric: 'permitGoodputPerS.during',
  direction: 'higher',
  minimumEffect: 0.05,
  expects: 'b-better',
  quick: [STRATEGY, `${STRATEGY}-narrowed`],
}
export default power
