import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { z } from 'zod'
import type { Core } from './cores.ts'
import { reasonOf } from './environment-error.ts'
import { freePort } from './free-port.ts'
import type { MetricsTarget, TargetLabels } from './metrics-target.ts'
import { startOwnedProcess, type OwnedProcess, type ProcessEnd } from './owned-process.ts'
import { targetGroups, writePrometheusFiles, writeTargets } from './prometheus-files.ts'
import { findOnPath } from './redis-download.mjs'
import type { RunDirectory } from './run-directory.ts'

const START_ATTEMPTS = 3
const START_LIMIT_MS = 10_000
const ANSWER_LIMIT_MS = 1000
/** It is thrown away with all it holds: nobody waits for its good-bye. */
const STOP_LIMIT_MS = 800
/** Some 2 kB/s of samples: a day of trials. What has not been compacted yet (two hours) comes on top, some 100 MB. */
const KEPT_FOR = '1d'
const KEPT_SIZE = '500MB'
const MEMORY_LIMIT = '256MiB'
/** Behind the load generator, with which it shares a core: a late scrape is no harm, a late citizen is. */
const NICENESS = 10
/** Hidden in Prometheus (seen in 2.42); its default of 5 s would come on top of the 5 s in which new targets are collected. */
const QUICK_TARGETS = '--scrape.discovery-reload-interval=100ms'

export interface PrometheusOptions {
  run: RunDirectory
  /** Where it runs: the world's. */
  core: Core
  /** Hears each trouble once, in words; there is no other sign of it. */
  say(trouble: string): void
  /** Where PATH is looked up; default: the process's. */
  env?: NodeJS.ProcessEnv
}

/** A Prometheus of this run. Whatever happens to it, no measurement is the worse for it: nothing here throws. */
export interface PrometheusServer {
  readonly url: string
  /** e.g. `2.42.0`; `unknown` when it does not say. */
  readonly version: string
  readonly pid: number
  readonly ended: Promise<ProcessEnd>
  /** From now on (within some 5 s) these are scraped once a second, with these labels; what was scraped before no longer is. */
  watch(labels: TargetLabels, targets: readonly MetricsTarget[]): void
  stop(): Promise<void>
}

/**
 * Starts the Prometheus on the PATH, if there is one, on a free port of 127.0.0.1 with its data in the run directory.
 * @returns null when there is none, or when it does not start, which is said
 */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusServer | null> {
  const { env = process.env } = options
  const program = findOnPath(['prometheus'], env)
  if (program === null) return null
  const say = once(options.say)
  try {
    return await startProgram(options, program, env, say)
  } catch (cause) {
    say(`Prometheus did not start (${reasonOf(cause)}); everything else goes on without it`)
    return null
  }
}

async function startProgram(
  { run, core }: PrometheusOptions,
  program: string,
  env: NodeJS.ProcessEnv,
  say: (trouble: string) => void,
): Promise<PrometheusServer> {
  const directory = run.subdirectory('prometheus')
  const config = writePrometheusFiles(directory)
  const nice = findOnPath(['nice'], env) === null ? [] : ['nice', '-n', String(NICENESS)]
  let flags = [QUICK_TARGETS]
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const [command, ...args] = [...core.prefix, ...nice, program, ...argumentsOf(directory, config, port), ...flags] as [string]
    const server = await startOwnedProcess(run, { command, args, env: environmentOf(env), cwd: directory })
    if (await isReady(server, url)) return serverAt({ url, version: await versionOf(url) }, server, directory, say)
    await server.stop('SIGKILL', STOP_LIMIT_MS)
    const words = server.stderrTail()
    if (attempt === START_ATTEMPTS || !/address already in use|unknown (long )?flag/i.test(words))
      throw new Error(lastLine(words))
    if (/flag/.test(words)) flags = []
  }
}

function argumentsOf(directory: string, config: string, port: number): string[] {
  return [
    `--config.file=${config}`,
    `--web.listen-address=127.0.0.1:${port}`,
    `--storage.tsdb.path=${directory}/data`,
    `--storage.tsdb.retention.time=${KEPT_FOR}`,
    `--storage.tsdb.retention.size=${KEPT_SIZE}`,
    '--query.max-concurrency=4',
    '--query.timeout=10s',
    '--log.level=warn',
  ]
}

/** One thread at a time, on the one core it has. */
function environmentOf({ PATH }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH, LC_ALL: 'C', GOMAXPROCS: '1', GOMEMLIMIT: MEMORY_LIMIT }
}

async function isReady(server: OwnedProcess, url: string): Promise<boolean> {
  let over = false
  void server.ended.then(() => (over = true))
  for (const limit = Date.now() + START_LIMIT_MS; !over && Date.now() < limit; await sleep(25)) {
    const ready = await request(`${url}/-/ready`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
      .then(async ({ statusCode, body }) => (await body.dump(), statusCode === 200))
      .catch(() => false)
    if (ready) return !over
  }
  return false
}

const buildInfo = z.object({ data: z.object({ version: z.string() }) })

async function versionOf(url: string): Promise<string> {
  try {
    const { body } = await request(`${url}/api/v1/status/buildinfo`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
    return buildInfo.parse(await body.json()).data.version
  } catch {
    return 'unknown'
  }
}

function serverAt(
  about: Pick<PrometheusServer, 'url' | 'version'>,
  server: OwnedProcess,
  directory: string,
  say: (trouble: string) => void,
): PrometheusServer {
  let stopping = false
  let over = false
  void server.ended.then(({ code, signal }) => {
    over = true
    if (stopping) return
    say(`Prometheus has ended (${signal ?? `exit ${code}`}): ${lastLine(server.stderrTail())}; nothing else is affected`)
  })
  const watch: PrometheusServer['watch'] = (labels, targets) => {
    if (over || stopping) return
    try {
      writeTargets(directory, targetGroups(labels, targets))
    } catch (cause) {
      say(`Prometheus cannot be told what to scrape (${reasonOf(cause)}); nothing else is affected`)
    }
  }
  return {
    ...about,
    pid: server.pid,
    ended: server.ended,
    watch,
    async stop() {
      stopping = true
      await server.stop('SIGTERM', STOP_LIMIT_MS)
    },
  }
}

function lastLine(words: string): string {
  return words.trim().split('\n').at(-1) || 'it said nothing'
}

/** Passes each text on the first time only. */
function once(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>()
  return (text) => {
    if (said.has(text)) return
    said.add(text)
    say(text)
  }
}
