import { publicPortal } from './envelopes/public-portal.ts'
import type { Scenario } from './scenario.ts'

/** The morning a new service opens: a quiet start, three times what the identity registry can check, then quiet again. */
const launchDay: Scenario = {
  name: 'launch-day',
  summary: '10 s at 0.3x, 25 s at 3x, 35 s at 0.3x of nominal capacity: 80 % returning applicants, 10 % newcomers, 10 % visitors',
  stages: [
    { name: 'before', durationS: 10, rate: 0.3 },
    { name: 'surge', durationS: 25, rate: 3 },
    { name: 'after', durationS: 35, rate: 0.3 },
  ],
  arrivals: 'poisson',
  mix: { 'returning-applicant': 0.8, newcomer: 0.1, visitor: 0.1 },
  // Four tries of five seconds.
  behaviour: { patienceS: 5, toleranceS: 20, retries: 3, retry: 'refresh', obeysRetryAfter: 0.9, reusesKey: 0.8 },
  envelope: publicPortal,
  officers: 4,
  faults: [],
}
export default launchDay
