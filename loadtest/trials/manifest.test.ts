import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { modified } from './manifest.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'working-copy-'))
})
afterEach(() => rmSync(root, { recursive: true }))

it('knows whether the working copy is what its commit says; results are no part of it', () => {
  expect(modified(root)).toBeNull()
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@localhost', '-c', 'commit.gpgsign=false', ...args], {
      cwd: root,
    })
  git('init', '--quiet')
  writeFileSync(join(root, 'strategy.ts'), '1')
  git('add', '.')
  git('commit', '--quiet', '-m', 'x')
  expect(modified(root)).toBe(false)
  mkdirSync(join(root, 'results'))
  writeFileSync(join(root, 'results', 'manifest.json'), '{}')
  expect(modified(root)).toBe(false)
  writeFileSync(join(root, 'another.ts'), '')
  expect(modified(root)).toBe(true)
  rmSync(join(root, 'another.ts'))
  writeFileSync(join(root, 'strategy.ts'), '2')
  expect(modified(root)).toBe(true)
})
