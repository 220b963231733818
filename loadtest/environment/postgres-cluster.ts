import { randomBytes } from 'node:crypto'
import { chownSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { startOwnedProcess, type OwnedProcess } from './owned-process.ts'
import { copyPostgresBinaries } from './postgres-binaries.ts'
import type { RunDirectory } from './run-directory.ts'
import { unprivilegedUser } from './unprivileged-user.ts'

const START_ATTEMPTS = 3
const START_LIMIT_MS = 30_000
/** PostgreSQL kills its children after 5 s of its own. */
const SHUTDOWN_LIMIT_MS = 10_000

export interface PostgresClusterOptions {
  run: RunDirectory
  /** `max_connections`. */
  maxConnections: number
  /** Program and arguments put before the server's, for pinning it to a core (cores.ts). */
  prefix?: readonly string[]
}

export interface PostgresCluster {
  readonly process: OwnedProcess
  /** URL of the database `postgres` for its only user, with her password. */
  readonly adminUrl: string
  /** Immediate shutdown: the data directory goes away with the run, and whatever is to be kept was read before. */
  stop(): Promise<void>
}

/**
 * Makes a new cluster in the run directory and starts a server on it, as an unprivileged user when we are root.
 * @throws with the server's own words when it does not start.
 */
export async function startPostgresCluster(options: PostgresClusterOptions): Promise<PostgresCluster> {
  const directory = options.run.subdirectory('postgres', 0o711)
  const bin = copyPostgresBinaries(join(directory, 'programs'))
  const password = randomBytes(16).toString('hex')
  const data = await initialise(options.run, directory, bin, password)
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const server = await launch(options, bin, data, port)
    if (await isReady(server)) {
      const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
      return { process: server, adminUrl, stop: () => shutDown(server) }
    }
    await shutDown(server)
    const portTaken = /Address already in use/.test(server.stderrTail())
    if (portTaken && attempt < START_ATTEMPTS) continue
    throw new Error(`PostgreSQL did not start:\n${server.stderrTail().slice(-2000)}`)
  }
}

/** A new cluster whose only user needs a password: other people of this machine reach the port too. */
async function initialise(run: RunDirectory, directory: string, bin: string, password: string): Promise<string> {
  const user = unprivilegedUser()
  const data = run.subdirectory('postgres/data')
  const passwordFile = join(directory, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid)
  const initdb = await startOwnedProcess(run, {
    command: join(bin, 'initdb'),
    // Bytewise collation needs no locale of the system; everything written here is written before the trial, so no sync.
    args: [
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    cwd: directory,
    user,
  })
  const { code, signal } = await initdb.ended
  rmSync(passwordFile)
  if (code !== 0) throw new Error(`initdb failed (${signal ?? code}):\n${initdb.stderrTail()}`)
  return data
}

function launch(options: PostgresClusterOptions, bin: string, data: string, port: number): Promise<OwnedProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: options.maxConnections,
    shared_buffers: '128MB',
    // Every query here is short; compiling one costs more than running it.
    jit: 'off',
    // A backend notices in the middle of a query that its client has died, as it would between two of them.
    client_connection_check_interval: '500ms',
    // The exact moment at which the backlog grew or shrank (applications.csv): 10 bytes a transaction.
    track_commit_timestamp: 'on',
    // fsync stays on: an acknowledgement is a promise.
    fsync: 'on',
    lc_messages: 'C',
  }
  const [command, ...prefix] = [...(options.prefix ?? []), join(bin, 'postgres')]
  return startOwnedProcess(options.run, {
    command: command,
    args: [...prefix, '-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: data,
    user: unprivilegedUser(),
  })
}

async function isReady(server: OwnedProcess): Promise<boolean> {
  let over = false
  void server.ended.then(() => (over = true))
  for (const limit = Date.now() + START_LIMIT_MS; !over && Date.now() < limit; await sleep(20)) {
    if (server.stderrTail().includes('database system is ready to accept connections')) return true
  }
  return false
}

/** SIGINT, the fast shutdown, ends with a checkpoint of data nobody opens again: up to 2.7 s when the cores are busy. */
async function shutDown(server: OwnedProcess): Promise<void> {
  await server.stop('SIGQUIT', SHUTDOWN_LIMIT_MS)
}
