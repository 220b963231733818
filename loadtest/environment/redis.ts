import { Redis } from 'ioredis'
import { setTimeout as sleep } from 'node:timers/promises'
import { cachedRedis, findOnPath } from './redis-download.mjs'
import { freePort } from './free-port.ts'
import { startOwnedProcess, type OwnedProcess, type ProcessEnd } from './owned-process.ts'
import type { RunDirectory } from './run-directory.ts'

const START_ATTEMPTS = 3
const START_LIMIT_MS = 10_000
const STOP_LIMIT_MS = 3_000
const CONNECT_LIMIT_MS = 5_000
/** A connection that does not close when asked is cut off; ioredis would hold the process for two seconds. */
const CLOSE_LIMIT_MS = 300
const COMMAND_LIMIT_MS = 10_000
const SCAN_COUNT = 1_000

export interface RedisOptions {
  run: RunDirectory
  /** Program and arguments put before the server's, for pinning it to a core (cores.ts). */
  prefix?: readonly string[]
  /** Where REDIS_URL, PATH and the cache are looked up; default: the process's. */
  env?: NodeJS.ProcessEnv
}

export interface RedisServer {
  readonly url: string
  /** e.g. `7.0.15`. */
  readonly version: string
  /** Null for a server of the user's own. */
  readonly pid: number | null
  /** Settles when our server ends; never for a server of the user's own. */
  readonly ended: Promise<ProcessEnd>
  log(): string
  /** Empties our own server; on somebody else's only the keys that begin with `prefix` go. */
  empty(prefix: string): Promise<void>
  /** Every key that begins with `prefix`. */
  keys(prefix: string): Promise<string[]>
  stop(): Promise<void>
}

/**
 * The Redis of this run: the one that REDIS_URL names, else one of our own from `redis-server` or `valkey-server` on the PATH, else
 * the one that set-up fetched. null when there is none: BullMQ's PostgreSQL backend takes over.
 * @throws when there is one and it cannot be started or reached.
 */
export async function startRedis(options: RedisOptions): Promise<RedisServer | null> {
  const env = options.env ?? process.env
  if (env.REDIS_URL) return serverAt(env.REDIS_URL, null)
  const program = findProgram(env)
  if (!program) return null
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const server = await launch(options, program, port)
    if (await isReady(server)) return serverAt(`redis://127.0.0.1:${port}`, server)
    await server.stop('SIGKILL', STOP_LIMIT_MS)
    const portTaken = /Address already in use/.test(server.stdoutTail())
    if (!portTaken || attempt === START_ATTEMPTS) throw new Error(`Redis did not start:\n${server.stdoutTail().slice(-2000)}`)
  }
}

function findProgram(env: NodeJS.ProcessEnv): { path: string; libraryPath?: string } | null {
  const path = findOnPath(['redis-server', 'valkey-server'], env)
  return path ? { path } : cachedRedis(env)
}

function launch(options: RedisOptions, program: { path: string; libraryPath?: string }, port: number): Promise<OwnedProcess> {
  const directory = options.run.subdirectory('redis')
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory]
  // Redis is disposable here: nothing is saved, and nothing may silently be evicted (BullMQ demands it).
  const volatile = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction']
  const [command, ...prefix] = [...(options.prefix ?? []), program.path]
  return startOwnedProcess(options.run, {
    command: command,
    args: [...prefix, ...settings, ...volatile],
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...(program.libraryPath && { LD_LIBRARY_PATH: program.libraryPath }) },
    cwd: directory,
  })
}

async function isReady(server: OwnedProcess): Promise<boolean> {
  let over = false
  void server.ended.then(() => (over = true))
  for (const limit = Date.now() + START_LIMIT_MS; !over && Date.now() < limit; await sleep(10)) {
    if (/Ready to accept connections/.test(server.stdoutTail())) return true
  }
  return false
}

async function serverAt(url: string, own: OwnedProcess | null): Promise<RedisServer> {
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_LIMIT_MS,
    commandTimeout: COMMAND_LIMIT_MS,
    disconnectTimeout: CLOSE_LIMIT_MS,
    retryStrategy: (times) => Math.min(times * 100, 1000),
  })
  let lastError: Error | null = null
  client.on('error', (error: Error) => (lastError = error)) // The command that fails reports it.
  try {
    const info = await client.info('server')
    return {
      url,
      version: /^(?:valkey_version|redis_version):(\S+)/m.exec(info)?.[1] ?? 'unknown',
      pid: own?.pid ?? null,
      ended: own?.ended ?? new Promise(() => {}),
      log: () => own?.stdoutTail() ?? '',
      empty: (prefix) => (own ? client.flushall().then(() => {}) : deleteBelow(client, prefix)),
      keys: async (prefix) => [...new Set((await Array.fromAsync(keysBelow(client, prefix))).flat())],
      async stop() {
        client.disconnect()
        await own?.stop('SIGTERM', STOP_LIMIT_MS)
      },
    }
  } catch (cause) {
    client.disconnect()
    await own?.stop('SIGKILL', STOP_LIMIT_MS)
    const { message } = lastError ?? (cause as Error)
    throw new Error(`Redis at ${url.replace(/\/\/[^@/]*@/, '//')} cannot be reached: ${message}`, { cause })
  }
}

async function deleteBelow(client: Redis, prefix: string): Promise<void> {
  for await (const keys of keysBelow(client, prefix)) {
    if (keys.length > 0) await client.unlink(...keys)
  }
}

/** In batches as they are found; a key may come twice. */
function keysBelow(client: Redis, prefix: string): AsyncIterable<string[]> {
  const pattern = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`
  return client.scanStream({ match: pattern, count: SCAN_COUNT }) as AsyncIterable<string[]>
}
