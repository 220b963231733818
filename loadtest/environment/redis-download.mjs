// Finds or fetches a Redis server. Built-in modules only: set-up runs it before the packages are installed, on Node >= 18.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { delimiter, join } from 'node:path'
import { cacheDirectory, say, withLock } from './set-up-cache.mjs'

const APT_LIMIT_MS = 90_000
/** A download that failed is not tried again at every start: a machine without network would wait for it each time. */
const RETRY_AFTER_MS = 24 * 3600_000
const LIBRARY_ROUNDS = 4
const WITHOUT = "BullMQ's PostgreSQL backend will be used instead"
/** Time limits per request; `root` as the sandbox user only silences a warning about our own directory. */
const APT = ['-qq', '-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::https::Timeout=15', '-o', 'APT::Sandbox::User=root']

/** The first of these programs on the PATH; null when there is none. */
export function findOnPath(names, env = process.env) {
  for (const directory of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const name of names) {
      try {
        fs.accessSync(join(directory, name), fs.constants.X_OK)
        return join(directory, name)
      } catch {
        // The next one.
      }
    }
  }
  return null
}

/** The Redis server fetched by an earlier set-up: `{ path, libraryPath, version }`; null when there is none. */
export function cachedRedis(env = process.env) {
  try {
    const directory = redisDirectory(cacheDirectory(env))
    const { server, libraries, version } = JSON.parse(fs.readFileSync(join(directory, 'server.json'), 'utf8'))
    const path = join(directory, server)
    fs.accessSync(path, fs.constants.X_OK)
    return { path, libraryPath: libraries.map((library) => join(directory, library)).join(delimiter), version }
  } catch {
    return null
  }
}

function redisDirectory(cache) {
  return join(cache, `redis-${process.platform}-${process.arch}-${distribution()}`)
}

/** Libraries of one release do not fit another, and a cache may be shared between machines. */
function distribution() {
  try {
    const release = fs.readFileSync('/etc/os-release', 'utf8')
    const field = (name) => new RegExp(`^${name}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? ''
    return `${field('ID')}${field('VERSION_ID')}`.replace(/[^\w.-]/g, '_')
  } catch {
    return 'unknown'
  }
}

/**
 * Sees to it that there is a Redis server, if that can be done without touching the system. When it cannot, one line says so: it is no
 * error. `retry` tries again although it failed less than a day ago.
 */
export async function provideRedis(retry) {
  if (process.env.REDIS_URL || findOnPath(['redis-server', 'valkey-server'])) return
  const cache = cacheDirectory()
  if (cachedRedis()) return
  const failed = join(cache, 'redis-failed')
  if (!retry && isRecent(failed))
    return say(`no Redis server (${fs.readFileSync(failed, 'utf8')}; \`node setup.mjs --retry\` tries again): ${WITHOUT}`)
  await withLock(join(cache, 'redis.lock'), async () => {
    if (cachedRedis()) return
    const since = Date.now()
    try {
      const version = fetchRedis(cache)
      fs.rmSync(failed, { force: true })
      say(`${version} is ready, for this project alone (${((Date.now() - since) / 1000).toFixed(1)} s)`)
    } catch (error) {
      fs.writeFileSync(failed, `could not be fetched on ${new Date().toISOString().slice(0, 16)}Z`)
      say(`no Redis server (${error.message}): ${WITHOUT}`)
    }
  })
}

function isRecent(path) {
  try {
    return Date.now() - fs.statSync(path).mtimeMs < RETRY_AFTER_MS
  } catch {
    return false
  }
}

/** Unpacks the distribution's own Redis into the cache: nothing is installed, no service starts, no root needed. */
function fetchRedis(cache) {
  if (!findOnPath(['apt-get']) || !findOnPath(['dpkg'])) throw new Error('not on the PATH, and this is not Debian or Ubuntu')
  say('fetching a Redis server for this project alone (once; at most a minute or two) ...')
  const directory = redisDirectory(cache)
  const work = fs.mkdtempSync(`${directory}.part-`)
  const limit = Date.now() + APT_LIMIT_MS
  try {
    const found = firstThatWorks([
      () => unpack('redis', join(work, 'a'), [], limit),
      () => unpackWithOwnLists('redis', work, limit),
      () => unpack('valkey', join(work, 'c'), [], limit),
    ])
    const { root, ...server } = found
    fs.writeFileSync(join(root, 'server.json'), JSON.stringify(server))
    fs.rmSync(directory, { recursive: true, force: true })
    fs.renameSync(root, directory)
    return server.version
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
}

function firstThatWorks(ways) {
  let last
  for (const way of ways) {
    try {
      return way()
    } catch (error) {
      last ??= error
    }
  }
  throw last
}

/** A container image often has no package lists, and an ordinary user may not fetch them to the system's place. */
function unpackWithOwnLists(name, work, limit) {
  const state = join(work, 'apt')
  for (const path of ['lists/partial', 'archives/partial']) fs.mkdirSync(join(state, path), { recursive: true })
  const options = ['-o', `Dir::State::Lists=${state}/lists`, '-o', `Dir::Cache=${state}`]
  run('apt-get', [...APT, ...options, 'update'], work, limit)
  return unpack(name, join(work, 'b'), options, limit)
}

/** Downloads server and tools, then whatever packages hold the libraries that are still missing. */
function unpack(name, root, options, limit) {
  const debs = `${root}-debs`
  for (const path of [root, debs]) fs.mkdirSync(path)
  const done = new Set()
  for (let wanted = [`${name}-server`, `${name}-tools`], round = 0; round < LIBRARY_ROUNDS; round++) {
    run('apt-get', [...APT, ...options, 'download', ...wanted], debs, limit)
    for (const deb of fs.readdirSync(debs)) {
      run('dpkg', ['-x', deb, root], debs, limit)
      fs.rmSync(join(debs, deb))
    }
    wanted.forEach((each) => done.add(each))
    const server = `usr/bin/${name}-server`
    const libraries = libraryDirectories(root)
    const env = { ...process.env, LC_ALL: 'C', LD_LIBRARY_PATH: libraries.map((each) => join(root, each)).join(delimiter) }
    if (!/not found/.test(run('ldd', [server], root, limit, env))) {
      const version = run(join(root, server), ['--version'], root, limit, env)
      return { root, server, libraries, version: `${name} ${/v=(\S+)/.exec(version)?.[1] ?? '?'}` }
    }
    wanted = missingPackages([...done], done, options, limit)
    if (wanted.length === 0) break
  }
  throw new Error('libraries of the Redis server are missing')
}

function libraryDirectories(root) {
  const found = []
  for (const base of ['usr/lib', 'lib']) {
    if (!fs.existsSync(join(root, base))) continue
    found.push(base)
    for (const entry of fs.readdirSync(join(root, base), { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name.includes('-linux-')) found.push(`${base}/${entry.name}`)
    }
  }
  return found
}

function missingPackages(names, done, options, limit) {
  const only = ['--no-recommends', '--no-suggests', '--no-conflicts', '--no-breaks', '--no-replaces', '--no-enhances']
  const depends = run('apt-cache', [...options, 'depends', ...only, ...names], '/', limit)
  const libraries = [...depends.matchAll(/Depends: ((?:lib|lua-)\S+)/g)].map((match) => match[1])
  return [...new Set(libraries)].filter((name) => !done.has(name) && !isInstalled(name))
}

function isInstalled(name) {
  return /installed/.test(spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' }).stdout ?? '')
}

function run(command, args, cwd, limit, env = { ...process.env, LC_ALL: 'C' }) {
  const timeout = Math.max(1, limit - Date.now())
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout, maxBuffer: 1 << 24 })
  if (error?.code === 'ETIMEDOUT') throw new Error(`${command} took too long`)
  if (error || status !== 0) throw new Error(`${command}: ${(error?.message ?? stderr).trim().split('\n')[0]}`)
  return stdout
}
