import launchDay from './launch-day.ts'
import type { Scenario } from './scenario.ts'

/**
 * The shortest surge in which a throughput can be compared, for the controls of the method itself (A/A, power). The agency is
 * saturated from the second second; the window opens 10 s after the surge begins (docs/definitions.md) and is two mean service times
 * long: 60 identity checks. With Erlang-25 service times the log-ratio of two such trials with a fifth of the slots between them
 * varies by 0.06 from block to block (2,000 simulated pairs; 0.09 measured over one study of 8), and its mean is ln 0.8 = -0.22: 8 blocks are enough. Nobody comes back
 * and nobody signs up, so that little is left to wait for afterwards.
 */
const control: Scenario = {
  ...launchDay,
  name: 'control',
  summary: '12 s at 1.6x of nominal capacity, nobody comes back: short, for the controls of the method itself',
  stages: [{ name: 'surge', durationS: 12, rate: 1.6 }],
  mix: { 'returning-applicant': 0.96, visitor: 0.04 },
  behaviour: { patienceS: 5, toleranceS: 6, retries: 0, retry: 'none', obeysRetryAfter: 0, reusesKey: 0 },
  envelope: { ...launchDay.envelope, openFiles: 1024 },
  officers: 0,
}
export default control
