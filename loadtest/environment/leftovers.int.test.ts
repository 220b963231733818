import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { cleanUpLeftovers } from './leftovers.ts'
import { processStart } from './process-stats.ts'

const LIMIT_MS = 10_000
const HERE = new URL('.', import.meta.url).href
/** A lab with a process of its own, a supervised one and a database in somebody's server. */
const LAB = `
import { openRunDirectory } from '${HERE}run-directory.ts'
import { startOwnedProcess } from '${HERE}owned-process.ts'
import { startPostgres } from '${HERE}postgres.ts'
import { supervise } from '${HERE}supervisor.ts'
const run = openRunDirectory()
const server = await startPostgres({ run, maxConnections: 10, databaseUrl: process.env.TEST_DATABASE_URL })
const database = server.databaseName('left')
await server.createDatabase(database)
const owned = await startOwnedProcess(run, { command: 'sh', args: ['-c', process.env.TRAP + ' while :; do sleep 1; done'], env: process.env, cwd: '/' })
const core = { cpu: null, prefix: [] }
const restart = { firstMs: 100, resetAfterS: 10 }
const polite = await supervise({ run, name: 'worker', script: process.env.POLITE, env: {}, core, restart, logFile: run.path + '/log', clockS: () => 0 })
console.log(JSON.stringify({ path: run.path, database, owned: owned.pid, polite: polite.pid }))
`
const POLITE = `process.on('disconnect', () => process.exit(0))\nsetInterval(() => {}, 1000)`

interface Lab {
  child: ChildProcess
  path: string
  database: string
  owned: number
  polite: number
}

let place: string
/** Where the labs of a test put their directories; they are alone there, so the counts are exact. */
let root: string
let labs: ChildProcess[] = []
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'antrean-test-'))
  root = join(place, `antrean-${process.getuid?.()}`)
  chmodSync(place, 0o711)
  writeFileSync(join(place, 'lab.ts'), LAB)
  writeFileSync(join(place, 'polite.ts'), POLITE)
})
afterEach(async () => {
  for (const lab of labs) if (lab.exitCode === null && lab.signalCode === null) await kill(lab)
  labs = []
  if (existsSync(root)) await cleanUpLeftovers(root)
  rmSync(place, { recursive: true, force: true })
})

async function startLab(trap = ''): Promise<Lab> {
  const env = { ...process.env, TMPDIR: place, TRAP: trap, POLITE: join(place, 'polite.ts') }
  const child = spawn(process.execPath, [join(place, 'lab.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  labs.push(child)
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString()))
    child.once('exit', () => reject(new Error('the lab of this test did not start')))
  })
  return { child, ...(JSON.parse(line) as Omit<Lab, 'child'>) }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** Takes the watch away, as a kernel that kills everything of a container does. */
function killWatch(lab: Lab): void {
  const commandOf = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    } catch {
      return ''
    }
  }
  const watches = readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && commandOf(pid).includes(`antrean-watch`) && commandOf(pid).includes(lab.path),
  )
  expect(watches).toHaveLength(1)
  process.kill(Number(watches[0]), 'SIGKILL')
}

async function databaseExists(name: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL })
  await client.connect()
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  await client.end()
  return rowCount === 1
}

const whatIsLeft = async (lab: Lab) => ({
  directory: existsSync(lab.path),
  owned: processStart(lab.owned) !== null,
  polite: processStart(lab.polite) !== null,
  database: await databaseExists(lab.database),
})
const NOTHING = { directory: false, owned: false, polite: false, database: false }
const EVERYTHING = { directory: true, owned: true, polite: true, database: true }

async function untilNothingIsLeft(lab: Lab): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end && existsSync(lab.path);) await sleep(50)
  expect(await whatIsLeft(lab)).toEqual(NOTHING)
}

describe('a lab killed with SIGKILL', () => {
  it('is undone by its watch, even a process that ignores SIGTERM', async () => {
    const lab = await startLab('trap "" TERM;')
    expect(await whatIsLeft(lab)).toEqual(EVERYTHING)
    await kill(lab.child)
    await untilNothingIsLeft(lab)
  })

  it('is undone by the next start when the watch died with it; its own processes see it die', async () => {
    const lab = await startLab()
    killWatch(lab)
    await kill(lab.child)
    for (const end = Date.now() + LIMIT_MS; Date.now() < end && processStart(lab.polite) !== null;) await sleep(20)
    expect(await whatIsLeft(lab)).toEqual({ ...EVERYTHING, polite: false })
    expect(await cleanUpLeftovers(root)).toEqual({ directories: 1, processes: 1, databases: 1, others: [] })
    expect(await whatIsLeft(lab)).toEqual(NOTHING)
    expect(existsSync(root)).toBe(false)
  })

  it('does not take a living lab with it', async () => {
    const [dead, living] = await Promise.all([startLab(), startLab()])
    killWatch(dead)
    await kill(dead.child)
    expect(await cleanUpLeftovers(root)).toMatchObject({ directories: 1, others: [living.child.pid] })
    expect(await whatIsLeft(dead)).toEqual(NOTHING)
    expect(await whatIsLeft(living)).toEqual(EVERYTHING)
    await kill(living.child)
    await untilNothingIsLeft(living)
  })
})

it('a process that only has the pid of one of ours is left alone', async () => {
  const stranger = spawn('sleep', ['60'], { detached: true })
  await new Promise((resolve) => stranger.once('spawn', resolve))
  const lab = await startLab()
  killWatch(lab)
  await kill(lab.child)
  const journal = join(lab.path, 'journal.jsonl')
  writeFileSync(
    journal,
    `${readFileSync(journal, 'utf8')}${JSON.stringify({ kind: 'process', pid: stranger.pid, start: '1' })}\n{"kind":"proc`,
  )
  await cleanUpLeftovers(root)
  expect(await whatIsLeft(lab)).toEqual(NOTHING)
  expect(processStart(stranger.pid as number)).not.toBeNull()
  stranger.kill('SIGKILL')
})
