import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { writeSettings } from './write-settings.ts'

describe('writeSettings', () => {
  let directory: string
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'antrean-settings-'))))
  afterEach(() => rmSync(directory, { recursive: true }))
  const read = (name: string) => readFileSync(join(directory, name), 'utf8')
  const fifo = { strategy: 'fifo', heapMb: { portal: 154, worker: 102 } }

  it('makes long passwords, each another, and keeps them for ever', async () => {
    const made = await writeSettings(directory, fifo)
    expect(made).toEqual([
      'database/postgres-password',
      'operators/operators-password',
      'operators/operators-session-key',
      'grafana/grafana-password',
    ])
    const passwords = made.map(read)
    for (const password of passwords) expect(password).toMatch(/^[0-9a-f]{48}$/)
    expect(new Set(passwords).size).toBe(made.length)
    expect(await writeSettings(directory, { ...fifo, strategy: 'inline' })).toEqual([])
    expect(made.map(read)).toEqual(passwords)
  })

  it('gives each process its share of the heap, and no worker to a strategy without one', async () => {
    await writeSettings(directory, fifo)
    expect(read('public/portal-flags')).toBe('--max-old-space-size=154 --max-semi-space-size=9')
    expect(read('public/worker-flags')).toBe('--max-old-space-size=102 --max-semi-space-size=6')
    await writeSettings(directory, { strategy: 'inline', heapMb: { portal: 256, worker: 0 } })
    expect(read('public/portal-flags')).toBe('--max-old-space-size=256 --max-semi-space-size=16')
    expect(read('public/worker-flags')).toBe('')
  })

  it('tells Prometheus the strategy of today', async () => {
    await writeSettings(directory, fifo)
    expect(read('public/prometheus.yml')).toMatch(/target_label: strategy\s+replacement: fifo\n/)
    await writeSettings(directory, { ...fifo, strategy: 'fast-lane' })
    expect(read('public/prometheus.yml')).toMatch(/target_label: strategy\s+replacement: fast-lane\n/)
    expect(read('public/rules.yml')).toContain('groups:')
  })

  it('lets everybody read what is public, and passwords only their owner and group', async () => {
    await writeSettings(directory, fifo)
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(12)
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name)
      const isPublic = path.startsWith(join(directory, 'public'))
      expect([path, statSync(path).mode & (isPublic ? 0o444 : 0o777)]).toEqual([path, isPublic ? 0o444 : 0o640])
      // None that is half written.
      expect(name).not.toMatch(/\.\d+$/)
    }
  })

  it('brings balancer and Grafana what they show, and takes away what is no longer shown', async () => {
    await writeSettings(directory, fifo)
    expect(read('public/haproxy.cfg')).toContain('frontend citizens')
    const [, shown] = /path: (\S+)/.exec(read('public/grafana/provisioning/dashboards/antrean.yml'))!
    expect(shown).toBe('/settings/public/grafana/generated')
    const dashboards = join(directory, 'public/grafana/generated')
    const before = readdirSync(dashboards)
    expect(before).toContain('launch-day-at-a-glance.json')
    writeFileSync(join(dashboards, 'of-yesterday.json'), '{}')
    await writeSettings(directory, fifo)
    expect(readdirSync(dashboards)).toEqual(before)
  })
})
