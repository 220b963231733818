import { Listr } from 'listr2'
import type { TrialObserver, TrialSecond } from '../trials/observer.ts'
import { RemainingTime } from './remaining-time.ts'
import { deathLine, trialLine } from './trial-line.ts'

/** Without a terminal a line every so many seconds is enough. */
const QUIET_EVERY_S = 5
/** Steps on the screen at the same time; what is over stays above. A screen has some 24 lines, and deaths need some. */
const MOST_ON_SCREEN = 12

/** One thing that is being watched: a trial or a hammer point. */
export interface Step {
  title: string
  /** It is over since an earlier session, and takes no time now. */
  kept?: boolean
  /** @returns the line that stays when it is done */
  run(observer: TrialObserver): Promise<string>
}

/** Runs steps one after the other with a live line each; deaths stay on the screen. Without a terminal: plain lines. */
export async function runAct(steps: readonly Step[]): Promise<void> {
  const time = new RemainingTime(steps.filter(({ kept }) => !kept).length)
  const announced = steps.map((step, index) => announcing(step, index, steps.length, time))
  if (!process.stdout.isTTY) return runQuietly(announced)
  for (let from = 0; from < steps.length; from += MOST_ON_SCREEN) await runLive(announced.slice(from, from + MOST_ON_SCREEN))
}

interface AnnouncedStep extends Step {
  /** What is said when it begins. */
  announcement(): string
}

/** A step that knows its place and how long it takes to the end of all, once one has shown how long they take. */
function announcing(step: Step, index: number, of: number, time: RemainingTime): AnnouncedStep {
  return {
    ...step,
    announcement() {
      const place = [of > 1 ? `${index + 1} of ${of}` : null, time.text].filter((part) => part !== null)
      return place.length === 0 ? step.title : `${step.title}  (${place.join(', ')})`
    },
    async run(observer) {
      const began = performance.now()
      const result = await step.run(observer)
      if (step.kept) return `${result}, kept`
      time.stepTook(performance.now() - began)
      return result
    },
  }
}

async function runLive(steps: readonly AnnouncedStep[]): Promise<void> {
  await new Listr(
    steps.map((step) => ({
      title: step.title,
      task: async (_context: unknown, task: { title: string; output: string }) => {
        task.title = step.announcement()
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

async function runQuietly(steps: readonly AnnouncedStep[]): Promise<void> {
  for (const step of steps) {
    console.log(`- ${step.announcement()}`)
    const result = await step.run({
      // What is being done is said by the line that follows.
      phase: () => undefined,
      second: (now: TrialSecond) => now.second % QUIET_EVERY_S === 0 && console.log(`    ${trialLine(now)}`),
      exit: (exit) => console.log(`    ${deathLine(exit)}`),
    })
    console.log(`  ${step.title}  ${result}`)
  }
}
