import { fileURLToPath } from 'node:url'
import type { Envelope } from '../../strategies/strategy.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import { readAppliedLimits, UNKNOWN_LIMITS, type AppliedLimits } from './applied-limits.ts'
import { causeOfDeath } from './cause-of-death.ts'
import type { Core } from './cores.ts'
import { startOwnedProcess, type OwnedProcess, type ProcessEnd } from './owned-process.ts'
import { readProcess } from './process-stats.ts'
import type { RunDirectory } from './run-directory.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
/** Longer than the 5 s that our processes take at most to stop gracefully. */
const STOP_LIMIT_MS = 6_000
/** As Docker's: the delay doubles up to a minute. */
const RESTART_DELAY_MAX_MS = 60_000
/** CPU used between the last reading and a death is not counted. */
const CPU_READING_MS = 250
/** A child gets these of the lab's environment and nothing else: NODE_OPTIONS, for instance, would change its limits. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const

export interface SupervisedSpec {
  run: RunDirectory
  name: ProcessExit['process']
  /** TypeScript file, relative to the project. */
  script: string
  env: Record<string, string>
  core: Core
  /** V8 old-space limit, MB; absent = Node's own. */
  heapMb?: number
  /** Open files, hard and soft; absent = the lab's own limit. */
  openFiles?: number
  restart: Envelope['restart']
  /** stdout and stderr are appended to it. */
  logFile: string
  /** Seconds since the trial's start, for `atS` of exits. */
  clockS(): number
  onStart?(pid: number): void
  onExit?(exit: ProcessExit): void
}

export interface SupervisedProcess {
  /** null while it is down. */
  readonly pid: number | null
  /** Every end so far, ordered ones too. */
  readonly exits: readonly ProcessExit[]
  /** CPU used so far over all its lives, s; 0 where there is no /proc. */
  cpuSeconds(): number
  /** Limits in force, read back from the kernel; of a process that is down all null. */
  applied(): AppliedLimits
  /** A blow from outside: counts as an unexpected death. Nothing happens while it is down. */
  kill(signal: NodeJS.Signals): void
  /** SIGTERM, after 6 s SIGKILL; no restart. Resolves when it is gone; may be called again. */
  stop(): Promise<void>
}

/**
 * Runs one of our scripts as a container runtime would: in its limits, on its core, restarted after every death (the delay doubles and
 * is reset after `resetAfterS` of uptime), every exit recorded with its cause. It has an IPC channel, by which it sees the lab die.
 * @throws when it cannot be started the first time.
 */
export async function supervise(spec: SupervisedSpec): Promise<SupervisedProcess> {
  const supervisor = new Supervisor(spec)
  await supervisor.start()
  return supervisor
}

class Supervisor implements SupervisedProcess {
  readonly exits: ProcessExit[] = []
  readonly #spec: SupervisedSpec
  readonly #cpuTimer = setInterval(() => this.#readCpu(), CPU_READING_MS).unref()
  #process: OwnedProcess | null = null
  #starting: Promise<void> | null = null
  #restartTimer: NodeJS.Timeout | undefined
  #restartDelayMs: number
  #startedAtMs = 0
  #stopping = false
  #cpuOfDeadS = 0
  #cpuOfLivingS = 0

  constructor(spec: SupervisedSpec) {
    this.#spec = spec
    this.#restartDelayMs = spec.restart.firstMs
  }

  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  cpuSeconds(): number {
    this.#readCpu()
    return this.#cpuOfDeadS + this.#cpuOfLivingS
  }

  applied(): AppliedLimits {
    return this.#process ? readAppliedLimits(this.#process.pid) : UNKNOWN_LIMITS
  }

  kill(signal: NodeJS.Signals): void {
    this.#process?.signal(signal)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#restartTimer)
    await this.#starting?.catch(() => {})
    this.#readCpu()
    await this.#process?.stop('SIGTERM', STOP_LIMIT_MS)
    clearInterval(this.#cpuTimer)
  }

  async start(): Promise<void> {
    this.#starting = this.#launch()
    try {
      await this.#starting
    } catch (error) {
      if (this.#startedAtMs === 0) clearInterval(this.#cpuTimer)
      throw error
    } finally {
      this.#starting = null
    }
  }

  async #launch(): Promise<void> {
    const { run, env, logFile } = this.#spec
    const inherited = Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
    const [command, ...args] = commandLine(this.#spec)
    this.#process = await startOwnedProcess(run, {
      command: command as string,
      args,
      env: { NODE_ENV: 'production', ...inherited, ...env },
      cwd: PROJECT,
      ipc: true,
      logFile,
    })
    this.#startedAtMs = performance.now()
    const { pid, ended } = this.#process
    void ended.then((end) => this.#onEnd(end))
    this.#spec.onStart?.(pid)
  }

  #onEnd(end: ProcessEnd): void {
    const { pid, stderrTail } = this.#process as OwnedProcess
    this.#process = null
    this.#cpuOfDeadS += this.#cpuOfLivingS
    this.#cpuOfLivingS = 0
    const death = causeOfDeath(end, stderrTail())
    // The lab's own signal cannot exhaust a heap: such a death merely came before the order to stop arrived.
    const unexpected = !this.#stopping || death.cause === 'heap-out-of-memory'
    const exit = { process: this.#spec.name, pid, atS: this.#spec.clockS(), ...end, unexpected, ...death }
    this.exits.push(exit)
    if (!this.#stopping) this.#scheduleRestart(performance.now() - this.#startedAtMs)
    this.#spec.onExit?.(exit)
  }

  #scheduleRestart(uptimeMs: number): void {
    const { firstMs, resetAfterS } = this.#spec.restart
    const delayMs = uptimeMs >= resetAfterS * 1000 ? firstMs : this.#restartDelayMs
    this.#restartDelayMs = Math.min(delayMs * 2, RESTART_DELAY_MAX_MS)
    // A machine that has no process left to give counts as one more death at once.
    this.#restartTimer = setTimeout(() => this.start().catch(() => this.#stopping || this.#scheduleRestart(0)), delayMs)
  }

  #readCpu(): void {
    const reading = this.#process && readProcess(this.#process.pid)
    if (reading) this.#cpuOfLivingS = reading.cpuS
  }
}

/**
 * Size of V8's young generation, MB. Left alone it grows to more than a small heap allows, and V8 then collects the whole heap
 * several times a second without need: a worker with 102 MB whose objects took 28 MB held 172 MB and spent half a core on it.
 */
export function youngMb(heapMb: number): number {
  return Math.max(2, Math.floor(heapMb / 16))
}

/** What PostgreSQL calls the connections of a process: it tells one life from the next, of which the first may still hold some. */
export function connectionName(pid: number | '$$'): string {
  return `antrean-${pid}`
}

/**
 * `taskset` and `sh` replace themselves by what they start, so the pid and the IPC channel stay the same. No core file: an exhausted heap
 * ends in an abort, and hundreds of megabytes would stay in the project.
 */
function commandLine({ core, openFiles, heapMb, script }: SupervisedSpec): string[] {
  // The pid of the shell is that of the process it becomes.
  const name = `export PGAPPNAME=${connectionName('$$')}`
  const limits = ['ulimit -c 0', name, ...(openFiles === undefined ? [] : [`ulimit -n ${openFiles} || exit 1`]), 'exec "$@"']
  const heap = heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`, `--max-semi-space-size=${youngMb(heapMb)}`]
  // V8 would collect garbage on four threads that take one core away from each other and from everybody else on it.
  const gc = core.cpu === null ? [] : ['--single-threaded-gc']
  return [...core.prefix, 'sh', '-c', limits.join('; '), 'sh', process.execPath, ...heap, ...gc, script]
}
