import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { processStart } from '../environment/process-stats.ts'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import study from './study.ts'

const JUDGED = { primaryMetric: 'pageOpened', direction: 'higher', minimumEffect: 0.05, reference: 'inline', repeats: 3 }

describe('study with the results of an earlier one', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'study-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const run = (...args: string[]) => study.run(args, new AbortController().signal)
  const write = (manifest: object) => writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))

  it('plans from nothing that compares nothing', async () => {
    write(EXAMPLE_MANIFEST)
    await expect(run('--plan', dir)).rejects.toThrow(`${dir} compares nothing, so there is nothing to plan`)
    write({ ...EXAMPLE_MANIFEST, study: JUDGED, strategies: EXAMPLE_MANIFEST.strategies.slice(0, 1) })
    await expect(run(dir, '--plan')).rejects.toThrow('compares nothing')
    await expect(run('--plan', dir, '--quick')).rejects.toThrow('--plan DIR goes alone')
    const works = `npm start -- study --plan ${dir}`
    await expect(run('power', '--plan', dir)).rejects.toThrow(works)
    await expect(run('--plan', 'power', dir)).rejects.toThrow(works)
    rmSync(join(dir, 'manifest.json'))
    await expect(run('--plan', dir)).rejects.toThrow(/holds no results/)
  })

  it('goes on with nothing that is still being run, and takes no other word', async () => {
    write({ ...EXAMPLE_MANIFEST, finishedAt: null })
    writeFileSync(join(dir, 'owner.json'), JSON.stringify({ pid: process.pid, start: processStart(process.pid) }))
    await expect(run('--resume', dir)).rejects.toThrow(`${dir} is still being run by process ${process.pid}`)
    for (const args of [
      ['--resume', dir, 'crash'],
      [`--resume=${dir}`, '--quick'],
    ])
      await expect(run(...args)).rejects.toThrow('--resume DIR goes alone')
  })
})
