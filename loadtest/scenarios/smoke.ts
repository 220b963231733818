import launchDay from './launch-day.ts'
import type { Scenario } from './scenario.ts'

/** Short: shows that everything works, proves nothing about strategies. */
const smoke: Scenario = {
  ...launchDay,
  name: 'smoke',
  summary: '4 s at 0.2x, 6 s at 1.5x, 6 s at 0.2x of nominal capacity: shows that everything works',
  stages: [
    { name: 'before', durationS: 4, rate: 0.2 },
    { name: 'surge', durationS: 6, rate: 1.5 },
    { name: 'after', durationS: 6, rate: 0.2 },
  ],
  behaviour: { ...launchDay.behaviour, toleranceS: 15 },
  // Runs where a container allows no more than the usual 1,024 open files.
  envelope: { ...launchDay.envelope, openFiles: 1024 },
  officers: 2,
}
export default smoke
