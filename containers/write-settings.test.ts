import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
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
    expect(made).toEqual(['postgres-password', 'operators-password', 'operators-session-key', 'grafana-password'])
    const passwords = made.map(read)
    for (const password of passwords) expect(password).toMatch(/^[0-9a-f]{48}$/)
    expect(new Set(passwords).size).toBe(made.length)
    expect(await writeSettings(directory, { ...fifo, strategy: 'inline' })).toEqual([])
    expect(made.map(read)).toEqual(passwords)
  })

  it('gives each process its share of the heap, and no worker to a strategy without one', async () => {
    await writeSettings(directory, fifo)
    expect(read('portal-flags')).toBe('--max-old-space-size=154 --max-semi-space-size=9')
    expect(read('worker-flags')).toBe('--max-old-space-size=102 --max-semi-space-size=6')
    await writeSettings(directory, { strategy: 'inline', heapMb: { portal: 256, worker: 0 } })
    expect(read('portal-flags')).toBe('--max-old-space-size=256 --max-semi-space-size=16')
    expect(read('worker-flags')).toBe('')
  })

  it('tells Prometheus the strategy of today', async () => {
    await writeSettings(directory, fifo)
    expect(read('prometheus.yml')).toMatch(/target_label: strategy\s+replacement: fifo\n/)
    await writeSettings(directory, { ...fifo, strategy: 'fast-lane' })
    expect(read('prometheus.yml')).toMatch(/target_label: strategy\s+replacement: fast-lane\n/)
    expect(read('rules.yml')).toContain('groups:')
  })

  it('leaves whole files that every container’s user can read, and nothing else', async () => {
    await writeSettings(directory, fifo)
    const files = readdirSync(directory)
    expect(files.filter((name) => name.startsWith('.'))).toEqual([])
    for (const name of files) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o644)
  })
})
