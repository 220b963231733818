// What set-up keeps between two starts, and how two set-ups keep out of each other's way. Built-in modules only: it runs before the
// packages are installed, on Node >= 18.
import * as fs from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const LOCK_EMPTY_LIMIT_MS = 10_000

/** Set-up speaks on stderr only: stdout belongs to the command that follows. */
export const say = (line) => void process.stderr.write(`set-up: ${line}\n`)

/** Our cache: `$XDG_CACHE_HOME/antrean`, `~/.cache/antrean` or, where neither can be written, a private temporary directory. */
export function cacheDirectory(env = process.env) {
  const home = env.XDG_CACHE_HOME || (env.HOME ?? homedir()) + '/.cache'
  for (const path of [join(home, 'antrean'), join(env.TMPDIR || tmpdir(), `antrean-cache-${process.getuid?.() ?? 0}`)]) {
    try {
      fs.mkdirSync(path, { recursive: true, mode: 0o700 })
      fs.accessSync(path, fs.constants.W_OK)
      if (fs.lstatSync(path).uid === (process.getuid?.() ?? 0)) return path
    } catch {
      // The next one.
    }
  }
  throw new Error('no directory for the cache: set XDG_CACHE_HOME to one that can be written')
}

/** Runs `work` while no other set-up of this user holds `path`; a lock whose owner has died does not count. */
export async function withLock(path, work) {
  for (let told = false; !takeLock(path); told = true) {
    if (!told) say('another set-up is running, waiting for it')
    await sleep(200)
  }
  const release = () => fs.rmSync(path, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    release()
    process.off('exit', release)
  }
}

function takeLock(path) {
  try {
    fs.writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isStale(path)) breakLock(path)
    return false
  }
}

/** By renaming, so that of two that find the same stale lock only one removes it. */
function breakLock(path) {
  const grave = `${path}.stale-${process.pid}`
  try {
    fs.renameSync(path, grave)
    fs.rmSync(grave, { force: true })
  } catch {
    // Somebody else was quicker.
  }
}

function isStale(path) {
  try {
    const owner = Number(fs.readFileSync(path, 'utf8'))
    if (!owner) return Date.now() - fs.statSync(path).mtimeMs > LOCK_EMPTY_LIMIT_MS
    process.kill(owner, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
