import { Listr } from 'listr2'
import type { TrialObserver, TrialSecond } from '../trials/observer.ts'
import { deathLine, trialLine } from './trial-line.ts'

/** Without a terminal a line every so many seconds is enough. */
const QUIET_EVERY_S = 5

/** One thing that is being watched: a trial or a hammer point. */
export interface Step {
  title: string
  /** @returns the line that stays when it is done */
  run(observer: TrialObserver): Promise<string>
}

/** Runs steps one after the other with a live line each; deaths stay on the screen. Without a terminal: plain lines. */
export async function runAct(steps: readonly Step[]): Promise<void> {
  const live = process.stdout.isTTY
  if (!live) return runQuietly(steps)
  await new Listr(
    steps.map((step) => ({
      title: step.title,
      task: async (_context: unknown, task: { title: string; output: string }) => {
        const deaths: string[] = []
        let line = ''
        const show = () => (task.output = [...deaths, line].join('\n'))
        const observer: TrialObserver = {
          phase: (text) => ((line = text), show()),
          second: (now) => ((line = trialLine(now)), show()),
          exit: (exit) => (deaths.push(deathLine(exit)), show()),
        }
        task.title = `${step.title}  ${await step.run(observer)}`
        task.output = deaths.join('\n')
      },
      rendererOptions: { persistentOutput: true },
    })),
    // The lab stops in its own order when a signal comes; listr2's handler would end the process first.
    { concurrent: false, registerSignalListeners: false, rendererOptions: { collapseErrors: false, showErrorMessage: false } },
  ).run()
}

async function runQuietly(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    console.log(`- ${step.title}`)
    const result = await step.run({
      // What is being done is said by the line that follows.
      phase: () => undefined,
      second: (now: TrialSecond) => now.second % QUIET_EVERY_S === 0 && console.log(`    ${trialLine(now)}`),
      exit: (exit) => console.log(`    ${deathLine(exit)}`),
    })
    console.log(`  ${step.title}  ${result}`)
  }
}
