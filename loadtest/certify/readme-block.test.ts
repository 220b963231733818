import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { readCertificate, type Certificate, type Score } from './certificate.ts'
import { MARKERS, readmeBlock, withCertificate } from './readme-block.ts'

const inProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const readme = readFileSync(inProject('README.md'), 'utf8')
const stored = inProject('docs/certificate.json')

const score = (over: Partial<Score>): Score => ({
  case: 'constant-10',
  summary: 'answers after 10 ms',
  generator: 'open',
  model: 'open',
  ratePerS: 500,
  ours: true,
  runs: [],
  notRun: null,
  measured: {
    sent: 10,
    seen: 10,
    recorded: 10,
    unaccounted: 0,
    misclassified: 0,
    truthMs: { p50: 10, p90: 10, p99: 11 },
    recordedMs: { p50: 10.4, p90: 10.6, p99: 12 },
    errorMs: { p50: 0.4, p90: 0.6, p99: 1 },
    lagP99Ms: 0.7,
    lateToLeaveMs: null,
    cpuPct: 12,
  },
  faults: [],
  ...over,
})
const certificate: Certificate = {
  antrean: '0.1.0',
  commit: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:08:00.000Z',
  seed: 1,
  repeats: 3,
  complete: true,
  machine: {
    cpuModel: 'a_cpu',
    cores: 2,
    memoryMb: 4096,
    kernel: '6',
    pinned: true,
    idleLagP99Ms: 0.2,
    stealPct: null,
    lagJudged: true,
  },
  versions: { node: 'v24.0.0', autocannon: '9.0.0', wrk: null },
  scores: [
    score({}),
    score({ generator: 'autocannon', ratePerS: null, ours: false, faults: ['p50 -23.0 ms', '7 unaccounted for'] }),
    score({ generator: 'wrk', ratePerS: null, ours: false, measured: null, notRun: 'unable to connect' }),
  ],
  passed: true,
}

describe('certificate in README.md', () => {
  it('shows every generator, and what of ours is wrong', () => {
    const block = readmeBlock(certificate)
    expect(block).toMatch(/\| open 500\/s +\| +1 of 1 \| +\+0\.4 ms \| +\+1\.0 ms \|/)
    expect(block).toMatch(/\| wrk +\| +0 of 1 \|/)
    expect(block).toContain('Ours are within every limit.')
    const late = readmeBlock({ ...certificate, scores: [score({ faults: ['p99 +2.5 ms'] })], passed: false })
    expect(late).toContain('Of ours not within every limit: open 500/s in constant-10 (p99 +2.5 ms).')
    for (const line of block.split('\n').filter((text) => text.startsWith('|'))) expect(line).toMatch(/^\|.*\|$/)
  })

  it('replaces what is between the markers, again and again', () => {
    const page = `before\n\n${MARKERS.begin}\nold\n${MARKERS.end}\n\nafter\n`
    const once = withCertificate(page, certificate)
    expect(once).toBe(`before\n\n${readmeBlock(certificate)}\n\nafter\n`)
    expect(withCertificate(once, certificate)).toBe(once)
    expect(() => withCertificate('no markers', certificate)).toThrow(MARKERS.begin)
  })

  const nothingYet = !existsSync(stored) && !readme.includes(MARKERS.begin)
  ;(nothingYet ? it.skip : it)('is the one that is stored, whole, with everything of ours accounted for', async () => {
    const kept = await readCertificate(stored)
    expect(kept.complete).toBe(true)
    // Milliseconds hang on the machine, and the README says which were too many; what is lost or misnamed does not.
    const ours = kept.scores.filter((one) => one.ours).map((one) => [one.measured?.unaccounted, one.measured?.misclassified])
    expect(ours).toEqual(ours.map(() => [0, 0]))
    expect(withCertificate(readme, kept)).toBe(readme)
  })
})
