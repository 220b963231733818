import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import * as names from '../metric-names.ts'

const DIRECTORY = fileURLToPath(new URL('.', import.meta.url))
const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const promtool = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: DIRECTORY, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}
const expressions = read('rules.yml').replaceAll(/^ *#.*$|^ *(?:summary|description): .*$|\{\{.*?\}\}/gm, '')
const recorded = [...expressions.matchAll(/record: (\S+)/g)].map(([, name]) => name as string)

describe('rules', () => {
  it('read metrics that some process exports, and records that exist', () => {
    const exported = new Set<string>(Object.values(names))
    const used = expressions.match(/(?<![\w:])[a-z]+(?::\w+:\w+|_\w+)/g) ?? []
    const read = used.filter((word) => /^(?:antrean|nodejs|process)_|:/.test(word) && !recorded.includes(word))
    expect(read.length).toBeGreaterThan(30)
    expect(read.filter((name) => !exported.has(name.replace(/_(?:bucket|count|sum)$/, '')))).toEqual([])
  })

  it('are all tested: every record and every alert is asked for in rules.test.yml', () => {
    const tests = read('rules.test.yml')
    const alerts = [...expressions.matchAll(/alert: (\S+)/g)].map(([, name]) => `alertname="${name}"`)
    expect([...recorded, ...alerts].filter((name) => !tests.includes(name))).toEqual([])
  })

  it('keep what tells trials apart, and name no bucket', () => {
    const groupings = expressions.match(/(?:by|on) \([^)]*\)/g) ?? []
    expect(groupings.filter((by) => !by.includes('(job, strategy, scenario, trial, block'))).toEqual([])
    expect(expressions).not.toMatch(/le=/)
  })
})

const installed = spawnSync('promtool', ['--version']).status === 0
const withPromtool = installed ? describe : describe.skip
withPromtool(`promtool${installed ? '' : ' (not installed)'}`, () => {
  it.each(['lab.yml', 'prometheus.yml'])('accepts %s', (file) => {
    expect(promtool('check', 'config', file)).toMatchObject({ status: 0 })
  })

  it('finds that the rules do what rules.test.yml says', () => {
    expect(promtool('test', 'rules', 'rules.test.yml')).toMatchObject({ status: 0 })
  })

  it('finds the same where a window leaves out the sample at its left edge, as Prometheus 3 does', () => {
    const directory = mkdtempSync(join(tmpdir(), 'antrean-rules-'))
    try {
      const leftOpen = read('rules.yml').replaceAll('[5s]', '[4999ms]').replaceAll('[1m]', '[59999ms]')
      expect(leftOpen).not.toMatch(/\[\d+[smh]\]/)
      writeFileSync(join(directory, 'rules.yml'), leftOpen)
      copyFileSync(join(DIRECTORY, 'rules.test.yml'), join(directory, 'rules.test.yml'))
      expect(promtool('test', 'rules', join(directory, 'rules.test.yml'))).toMatchObject({ status: 0 })
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
