import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, jest } from '@jest/globals'
import { processStart } from '../environment/process-stats.ts'
import { JOURNAL } from '../environment/run-directory.ts'
import { temporaryRoot } from '../environment/temporary-root.ts'
import { openLaboratory } from './laboratory.ts'

afterEach(() => {
  jest.restoreAllMocks()
})

it('a laboratory says that another one lives, and leaves it alone', async () => {
  const other = spawn('sleep', ['60'])
  await once(other, 'spawn')
  const pid = other.pid as number
  const directory = join(temporaryRoot(), `run-${pid}-of-this-test`)
  const warned = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  try {
    mkdirSync(directory)
    writeFileSync(join(directory, JOURNAL), `${JSON.stringify({ kind: 'owner', pid, start: processStart(pid) })}\n`)
    const lab = await openLaboratory({ connections: 4, openFiles: 256 })
    await lab.close()
    expect(warned.mock.calls.flat()).toContain(`another laboratory is running (process ${pid}): figures will be disturbed`)
    expect(processStart(pid)).not.toBeNull()
  } finally {
    other.kill('SIGKILL')
    rmSync(directory, { recursive: true, force: true })
  }
})

// Of ten studies in one process the second and all later ones would have run with everybody on one core.
it('a second laboratory of the same process has the cores that the first one had', async () => {
  const first = await openLaboratory({ connections: 4, openFiles: 256 })
  await first.close()
  const second = await openLaboratory({ connections: 4, openFiles: 256 })
  await second.close()
  expect(second.cores).toEqual(first.cores)
})
