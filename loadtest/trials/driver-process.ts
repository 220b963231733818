import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EnvironmentError } from '../environment/environment-error.ts'
import { startOwnedProcess } from '../environment/owned-process.ts'
import type { Laboratory } from './laboratory.ts'

/** Drivers report every second, and write their files when all is over; one that is silent for longer is ended. */
const SILENCE_LIMIT_MS = 60_000
const STOP_GRACE_MS = 5000

/** Drivers that this process has started. */
let started = 0

/** What drivers say: each message has a type, and `cannot-start` has a reason. */
type Message = { type: string; reason?: string }

/** A load driver in a process of its own on the world's core. `From` and `To` are the messages of its plan file. */
export interface DriverProcess<From extends Message, To> {
  say(message: To): void
  /**
   * The next message of a type; others go to `onOther`.
   * @throws EnvironmentError when the driver says that the machine cannot carry its plan
   * @throws Error when it ends or falls silent before
   */
  hear<T extends From['type']>(type: T, onOther?: (message: From) => void): Promise<Extract<From, { type: T }>>
  /** Ends the process if it still runs. */
  end(): Promise<void>
}

/**
 * How V8 collects in our drivers: many short scavenges on the one core there is. With 2,000 people a second of whom nobody is answered the
 * default's took up to 34 ms each (semi-spaces grown to 16 MB, helper threads on the same core), and everybody due meanwhile started late;
 * these take 2.4 ms (p90), for 1 % of a core more.
 */
export const STEADY_GC: readonly string[] = ['--single-threaded-gc', '--max-semi-space-size=2']

/**
 * @param script relative to loadtest/drivers
 * @param nodeFlags of the process
 */
export async function startDriverProcess<From extends Message, To extends object>(
  lab: Pick<Laboratory, 'run' | 'cores'>,
  script: string,
  plan: object,
  logFile: string,
  nodeFlags: readonly string[] = [],
): Promise<DriverProcess<From, To>> {
  // Not beside the results: it holds session tokens. One each: drivers may be started at the same time.
  const planFile = join(lab.run.path, `${basename(script)}.${++started}.plan.json`)
  writeFileSync(planFile, JSON.stringify(plan), { mode: 0o600 })
  const path = fileURLToPath(new URL(`../drivers/${script}`, import.meta.url))
  const [command, ...args] = [...lab.cores.world.prefix, process.execPath, ...nodeFlags, path, planFile]
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const owned = await startOwnedProcess(lab.run, { command, args, env: process.env, cwd, ipc: true, logFile })
  const { child } = owned
  const hear: DriverProcess<From, To>['hear'] = (type, onOther) =>
    new Promise((resolve, reject) => {
      let silence = setTimeout(silent, SILENCE_LIMIT_MS)
      const listener = (message: From) => {
        clearTimeout(silence)
        silence = setTimeout(silent, SILENCE_LIMIT_MS)
        if (message.type === type) finish(() => resolve(message as Extract<From, { type: typeof type }>))
        else if (message.type === 'cannot-start')
          finish(() => reject(new EnvironmentError(message.reason ?? 'the driver cannot start')))
        else onOther?.(message)
      }
      function silent() {
        finish(() => reject(new Error(`${script} said nothing for ${SILENCE_LIMIT_MS / 1000} s`)))
      }
      function finish(settle: () => void) {
        clearTimeout(silence)
        child.off('message', listener)
        settle()
      }
      child.on('message', listener)
      void owned.ended.then(({ code, signal }) =>
        finish(() => reject(new Error(`${script} ended early (${signal ?? code}): ${owned.stderrTail().slice(-1000)}`))),
      )
    })
  return {
    say: (message) => void (child.connected && child.send(message)),
    hear,
    end: async () => void (await owned.stop('SIGTERM', STOP_GRACE_MS)),
  }
}

/** Says `go`, passes on progress and waits for `done`; `stop` sends everybody home early. */
export async function runDriver<From extends Message, To>(
  driver: DriverProcess<From, To>,
  { go, stopMessage }: { go: To; stopMessage: To },
  stop: AbortSignal,
  onProgress: (progress: Extract<From, { type: 'progress' }>) => void,
): Promise<Extract<From, { type: 'done' }>> {
  const done = driver.hear('done', (message) => {
    if (message.type === 'progress') onProgress(message as Extract<From, { type: 'progress' }>)
  })
  const tellStop = () => driver.say(stopMessage)
  stop.addEventListener('abort', tellStop, { once: true })
  driver.say(go)
  if (stop.aborted) tellStop()
  try {
    return await done
  } finally {
    stop.removeEventListener('abort', tellStop)
  }
}
