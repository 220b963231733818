import { setTimeout as sleep } from 'node:timers/promises'
import { cleanUpRun } from './leftovers.ts'

// Started by death-watch.ts when the lab's end of the pipe has closed: the lab is dead, or about to be (its files close first).
const DYING_LIMIT_MS = 5_000
const path = process.argv[2] as string
for (const limit = Date.now() + DYING_LIMIT_MS; Date.now() < limit; await sleep(50)) {
  if (!('owner' in (await cleanUpRun(path)))) break
}
