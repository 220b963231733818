import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import type { Envelope } from '../../strategies/strategy.ts'
import { reasonOf } from '../environment/environment-error.ts'
import { freePort } from '../environment/free-port.ts'
import type { MetricsTarget } from '../environment/metrics-target.ts'
import { startOwnedProcess, type OwnedProcess } from '../environment/owned-process.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { queuePrefixOf } from '../trials/running-system.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
/** Longest wait for its first answer. */
const READY_LIMIT_MS = 10_000
const STOP_GRACE_MS = 2000
/** 96 bits. */
const PASSWORD_BYTES = 12
/** A child gets these of our environment and nothing else. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const

/** Whose queue is looked at. */
export interface Operated {
  chosen: ChosenStrategy
  envelope: Envelope
  databaseUrl: string
}

/** The operators' page of `up`: a process of its own beside the system, on the world's core, always at the same address. */
export class OperatorsProcess {
  readonly port: number
  readonly password = randomBytes(PASSWORD_BYTES).toString('base64url')
  readonly #sessionKey = randomBytes(32).toString('hex')
  readonly #lab: Laboratory
  readonly #logFile: string
  /** One thing after the other; none of them fails. */
  #last: Promise<void> = Promise.resolve()
  /** Changes with every order: what is being started may no longer be wanted. */
  #order = 0
  #running: { process: OwnedProcess; of: string; target: MetricsTarget } | null = null

  constructor(lab: Laboratory, { port, logFile }: { port: number; logFile: string }) {
    this.#lab = lab
    this.port = port
    this.#logFile = logFile
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`
  }

  /** Where it answers scrapes; empty while it is down. */
  get targets(): readonly MetricsTarget[] {
    return this.#running ? [this.#running.target] : []
  }

  /** Shows the queue of this strategy from now on. Where it cannot, that is said, and everything else goes on. */
  follow(operated: Operated): Promise<void> {
    const order = ++this.#order
    return (this.#last = this.#last.then(() => this.#follow(operated, order)))
  }

  stop(): Promise<void> {
    this.#order += 1
    return (this.#last = this.#last.then(() => this.#end()))
  }

  async #follow({ chosen, envelope, databaseUrl }: Operated, order: number): Promise<void> {
    const { redis } = this.#lab
    const env = {
      STRATEGY: chosen.strategy.name,
      STRATEGY_OPTIONS: JSON.stringify(chosen.options),
      ENVELOPE: JSON.stringify(envelope),
      QUEUE_PREFIX: queuePrefixOf(this.#lab),
      ...(redis ? { REDIS_URL: redis.url } : { DATABASE_URL: databaseUrl }),
    }
    const of = JSON.stringify(env)
    if (this.#running?.of === of) return
    await this.#end()
    try {
      await this.#start(env, of, () => order === this.#order)
    } catch (error) {
      console.error(`the operators' page is not there: ${reasonOf(error)}`)
      await this.#end()
    }
  }

  async #end(): Promise<void> {
    const running = this.#running
    this.#running = null
    await running?.process.stop('SIGTERM', STOP_GRACE_MS)
  }

  async #start(env: Record<string, string>, of: string, isWanted: () => boolean): Promise<void> {
    if (!isWanted()) return
    const metricsPort = await freePort()
    const own = {
      OPERATORS_PORT: String(this.port),
      OPERATORS_PASSWORD: this.password,
      OPERATORS_SESSION_KEY: this.#sessionKey,
      METRICS_PORT: String(metricsPort),
      LOG_LEVEL: 'info',
    }
    const inherited = Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
    const [command, ...args] = [...this.#lab.cores.world.prefix, process.execPath, 'operators/main.ts']
    const started = await startOwnedProcess(this.#lab.run, {
      command,
      args,
      env: { NODE_ENV: 'production', ...inherited, ...env, ...own },
      cwd: PROJECT,
      ipc: true,
      logFile: this.#logFile,
    })
    this.#lab.beside.add(started.pid)
    const running = { process: started, of, target: { process: 'operators' as const, address: `127.0.0.1:${metricsPort}` } }
    this.#running = running
    let over = false
    void started.ended.then(({ code, signal }) => {
      over = true
      this.#lab.beside.delete(started.pid)
      if (this.#running !== running) return
      this.#running = null
      console.error(`the operators' page ended (${signal ?? code}); its log: ${this.#logFile}`)
    })
    for (const limit = Date.now() + READY_LIMIT_MS; !over && Date.now() < limit; await sleep(50)) {
      if (!isWanted() || (await isHealthy(`${this.url}healthz`))) return
    }
    throw new Error(
      over ? started.stderrTail().slice(-1000) : `no answer within ${READY_LIMIT_MS / 1000} s; its log: ${this.#logFile}`,
    )
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(1000) })
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}
