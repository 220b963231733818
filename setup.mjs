// Prepares a fresh clone: installs the locked packages when they are missing or stale, and fetches a Redis server when there is
// none. Runs before `npm start` and `npm test`, on whatever Node >= 18 is there; built-in modules only, speaks on stderr only.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheDirectory, say, withLock } from './loadtest/environment/set-up-cache.mjs'
import { provideRedis } from './loadtest/environment/redis-download.mjs'

const ENVIRONMENT_FAILED = 3
const STAMP = '.antrean-setup'
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED/

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

/** True when `root/node_modules` is what the lock file says, for this platform. */
export function isFresh(root) {
  try {
    if (fs.readFileSync(join(root, 'node_modules', STAMP), 'utf8') === stampFor(root)) return true
  } catch {
    // No stamp: perhaps installed by hand.
  }
  return isInstalledByHand(root)
}

function stampFor(root) {
  const lock = fs.readFileSync(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`
}

/** npm writes its own list of what it installed as the very last step; a broken-off install has none. */
function isInstalledByHand(root) {
  if (fs.existsSync(join(root, 'node_modules', STAMP))) return false
  try {
    const read = (path) => JSON.parse(fs.readFileSync(join(root, path), 'utf8')).packages
    const installed = read('node_modules/.package-lock.json')
    const matches = ([path, { version, optional, os, cpu, libc }]) => {
      const forUs = os?.includes(process.platform) && cpu?.includes(process.arch) && !libc
      return path === '' || installed[path]?.version === version || (optional && !forUs && !installed[path])
    }
    return Object.entries(read('package-lock.json')).every(matches)
  } catch {
    return false
  }
}

async function install(root) {
  if (isFresh(root)) return
  const name = createHash('sha256').update(fs.realpathSync(root)).digest('hex').slice(0, 12)
  await withLock(join(cacheDirectory(), `install-${name}.lock`), async () => {
    if (isFresh(root)) return
    const since = Date.now()
    say('installing the locked packages (once; about half a minute with an ordinary connection) ...')
    fs.rmSync(join(root, 'node_modules', STAMP), { force: true })
    await npmCi(root)
    fs.writeFileSync(join(root, 'node_modules', STAMP), stampFor(root))
    say(`packages installed in ${seconds(since)}`)
  })
}

function npmCi(root) {
  const byNpm = process.env.npm_execpath
  const [command, ...first] = basename(byNpm ?? '') === 'npm-cli.js' ? [process.execPath, byNpm] : ['npm']
  // The flags undo what the caller's environment may say: `npm start -s` would silence errors, NODE_ENV=production leave out jest.
  const flags = ['--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error', '--prefer-offline']
  const child = spawn(command, [...first, 'ci', ...flags, '--fetch-retries=1', '--fetch-retry-mintimeout=1000'], {
    cwd: root,
    stdio: ['ignore', 2, 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (chunk) => {
    process.stderr.write(chunk)
    words = (words + chunk).slice(-65_536)
  })
  const forward = (signal) => child.kill(signal)
  process.on('SIGINT', forward).on('SIGTERM', forward)
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`npm cannot be run: ${error.message}`)))
    child.once('close', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward)
      if (code === 0) return resolve()
      // npm turns a Ctrl-C into an exit code of its own.
      if (signal || code > 128) reject(Object.assign(new Error('interrupted'), { interrupted: true }))
      else if (NO_NETWORK.test(words))
        reject(new Error('the packages are not on this machine and there is no network to fetch them from'))
      else reject(new Error(`npm ci failed with exit code ${code} (its words are above)`))
    })
  })
}

function checkNode(root) {
  const pinned = join(root, 'node_modules/.bin/node')
  if (fs.existsSync(pinned) || Number(process.versions.node.split('.')[0]) >= 24) return
  throw new Error(
    `there is no Node 24 for ${process.platform}-${process.arch} among the packages and this is ${process.version}: install Node 24 or later`,
  )
}

async function main() {
  const root = dirname(fileURLToPath(import.meta.url))
  try {
    await install(root)
    checkNode(root)
    await provideRedis(process.argv.includes('--retry'))
  } catch (error) {
    say(error.interrupted ? 'interrupted; the next start begins again' : error.message)
    process.exitCode = error.interrupted ? 130 : ENVIRONMENT_FAILED
  }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main()
