import launchDay from './launch-day.ts'
import type { Scenario } from './scenario.ts'

/** An ordinary day, below every limit: what the strategies cost when nothing is wrong. */
const steady: Scenario = {
  ...launchDay,
  name: 'steady',
  summary: '60 s at 0.3x of nominal capacity, the same people as on launch-day',
  stages: [{ name: 'before', durationS: 60, rate: 0.3 }],
}
export default steady
