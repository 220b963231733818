import launchDay from './launch-day.ts'
import type { Scenario } from './scenario.ts'

/** Three seconds: to try a command out. Too short for every window, so that it compares nothing but who was served. */
const moment: Scenario = {
  ...launchDay,
  name: 'moment',
  summary: '3 s at 0.5x of nominal capacity, all with an account: to try a command out',
  stages: [{ name: 'before', durationS: 3, rate: 0.5 }],
  mix: { 'returning-applicant': 1 },
  envelope: { ...launchDay.envelope, openFiles: 1024 },
  officers: 1,
}
export default moment
