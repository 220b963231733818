import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isFresh } from './setup.mjs'
import { cacheDirectory, withLock } from './loadtest/environment/set-up-cache.mjs'

const PROJECT = fileURLToPath(new URL('.', import.meta.url))
const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true, os: ['none'] },
  },
}
const INSTALLED = { packages: { 'node_modules/a': { version: '1.0.0' } } }

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'antrean-test-'))
  mkdirSync(join(root, 'node_modules'))
  write('package-lock.json', LOCK)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, value: unknown) =>
  writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value))
const stamp = (platform = `${process.platform}-${process.arch}`) =>
  `${createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')} ${platform}\n`

describe('isFresh', () => {
  it('trusts the stamp of the same lock file and platform', () => {
    write('node_modules/.antrean-setup', stamp())
    expect(isFresh(root)).toBe(true)
  })

  it('is false for another platform, another lock file, or nothing installed', () => {
    write('node_modules/.antrean-setup', stamp('plan9-mips'))
    expect(isFresh(root)).toBe(false)
    write('node_modules/.antrean-setup', stamp())
    write('package-lock.json', { ...LOCK, changed: true })
    expect(isFresh(root)).toBe(false)
    rmSync(join(root, 'node_modules'), { recursive: true })
    expect(isFresh(root)).toBe(false)
  })

  it('takes over an install by hand that was finished, and not one that was broken off or is older than the lock file', () => {
    expect(isFresh(root)).toBe(false)
    write('node_modules/.package-lock.json', INSTALLED)
    expect(isFresh(root)).toBe(true)
    write('package-lock.json', { ...LOCK, packages: { ...LOCK.packages, 'node_modules/a': { version: '1.0.1' } } })
    expect(isFresh(root)).toBe(false)
  })

  it('misses an optional package of this platform', () => {
    write('node_modules/.package-lock.json', INSTALLED)
    const ours = { version: '2.0.0', optional: true, os: [process.platform], cpu: [process.arch] }
    write('package-lock.json', { ...LOCK, packages: { ...LOCK.packages, 'node_modules/c': ours } })
    expect(isFresh(root)).toBe(false)
  })
})

describe('withLock', () => {
  it('lets one in at a time', async () => {
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 50))
      inside -= 1
    }
    await Promise.all([1, 2, 3].map(() => withLock(join(root, 'lock'), work)))
    expect(most).toBe(1)
    expect(existsSync(join(root, 'lock'))).toBe(false)
  })

  it('does not wait for the dead', async () => {
    const { pid } = spawnSync('true')
    write('lock', String(pid))
    expect(await withLock(join(root, 'lock'), async () => 'in')).toBe('in')
  })

  it('is given back when the work fails', async () => {
    await expect(withLock(join(root, 'lock'), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(join(root, 'lock'))).toBe(false)
  })
})

describe('cacheDirectory', () => {
  it('follows XDG_CACHE_HOME, then HOME, and falls back to a private temporary directory', () => {
    expect(cacheDirectory({ XDG_CACHE_HOME: join(root, 'x') })).toBe(join(root, 'x/antrean'))
    expect(cacheDirectory({ HOME: root })).toBe(join(root, '.cache/antrean'))
    write('file', '') // Below a file nobody can make a directory, not even root.
    const fallback = cacheDirectory({ HOME: join(root, 'file'), TMPDIR: root })
    expect(fallback).toBe(join(root, `antrean-cache-${process.getuid?.()}`))
    expect(statSync(fallback).mode & 0o777).toBe(0o700)
  })
})

/** A project whose npm does what the test wants; the real one needs a network. */
describe('setup.mjs', () => {
  const NPM = `#!/bin/sh
echo "npm on stdout"
echo run >> "$PWD/runs"
[ -n "$NPM_FAILS" ] && { echo "npm error network getaddrinfo EAI_AGAIN" >&2; exit 1; }
mkdir -p node_modules; sleep "\${NPM_TAKES:-0.3}"`
  const environment = (more: Record<string, string> = {}) => ({
    PATH: `${root}/bin:/usr/bin:/bin`,
    HOME: root,
    REDIS_URL: 'redis://127.0.0.1:1',
    ...more,
  })
  beforeEach(() => {
    rmSync(join(root, 'node_modules'), { recursive: true })
    for (const path of ['setup.mjs', 'loadtest/environment/set-up-cache.mjs', 'loadtest/environment/redis-download.mjs']) {
      cpSync(join(PROJECT, path), join(root, path))
    }
    mkdirSync(join(root, 'bin'))
    write('bin/npm', NPM)
    chmodSync(join(root, 'bin/npm'), 0o755)
  })
  const setUp = (more?: Record<string, string>) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['setup.mjs'], {
      cwd: root,
      env: environment(more),
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }
  const runs = () => readFileSync(join(root, 'runs'), 'utf8').trim().split('\n').length

  it('installs once, keeps stdout clean and says nothing the second time', () => {
    const first = setUp()
    expect(first).toMatchObject({ status: 0, stdout: '' })
    expect(first.stderr).toMatch(/packages installed in \d/)
    expect(setUp()).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(runs()).toBe(1)
  })

  it('says that there is no network, exits with 3 and begins again next time', () => {
    expect(setUp({ NPM_FAILS: '1' })).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringMatching(/there is no network/),
    })
    expect(setUp().status).toBe(0)
    expect(runs()).toBe(2)
  })

  it('installs once when two start at the same time', async () => {
    const codes = [1, 2].map(
      () =>
        new Promise((resolve) =>
          spawn(process.execPath, ['setup.mjs'], { cwd: root, env: environment(), stdio: 'ignore' }).on('exit', resolve),
        ),
    )
    expect(await Promise.all(codes)).toEqual([0, 0])
    expect(runs()).toBe(1)
  })

  it('leaves no stamp when it is interrupted', async () => {
    const child = spawn(process.execPath, ['setup.mjs'], {
      cwd: root,
      env: environment({ NPM_TAKES: '10' }),
      stdio: 'ignore',
      detached: true,
    })
    while (!existsSync(join(root, 'node_modules'))) await new Promise((resolve) => setTimeout(resolve, 10))
    const end = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)))
    process.kill(-(child.pid as number), 'SIGINT') // As the terminal does: to the whole group.
    // The signal itself where it came before npm was there to hear it; a shell says 130 to both.
    expect(['SIGINT', 130]).toContain(await end)
    expect(isFresh(root)).toBe(false)
    expect(setUp()).toMatchObject({ status: 0, stderr: expect.not.stringMatching(/waiting/) })
  })
})
