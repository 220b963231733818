import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { personOf } from '../citizens/identity.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import { identityCheckFaults } from './identity-checks.ts'

const DEATH: ProcessExit = {
  process: 'agencies',
  pid: 1,
  atS: 3,
  code: null,
  signal: 'SIGKILL',
  unexpected: true,
  cause: 'killed',
  evidence: '',
}

describe("the identity registry's log", () => {
  let directory: string
  let server: Server
  let status = 200
  beforeEach(async () => {
    status = 200
    directory = mkdtempSync(join(tmpdir(), 'checks-'))
    server = createServer((_, response) => {
      response.statusCode = status
      response.end(`nik,startMs,endMs,outcome\n${personOf(7, 1).nik},1500,2000,answered\n`)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => {
    server.close()
    rmSync(directory, { recursive: true })
  })
  const faults = (exits: ProcessExit[] = [], to = directory) => {
    const { port } = server.address() as AddressInfo
    return identityCheckFaults(
      { dukcapilUrl: `http://127.0.0.1:${port}`, exits: () => exits },
      { seed: 7, directory: to },
      2,
      1000,
    )
  }

  it('is stored by citizen', async () => {
    expect(await faults()).toEqual([])
    expect(readFileSync(join(directory, 'identity-checks.csv'), 'utf8')).toBe(
      'citizen,startMs,endMs,outcome\n1,500,1000,answered\n',
    )
  })

  it('stays unknown when the agencies have died, and is a fault of measurement for every other cause', async () => {
    status = 500
    expect(await faults([DEATH])).toEqual([])
    expect(await faults([{ ...DEATH, process: 'portal' }])).toEqual([
      'what the identity registry served could not be stored: HTTP 500',
    ])
    status = 200
    writeFileSync(join(directory, 'no-directory'), '')
    expect(await faults([], join(directory, 'no-directory'))).toEqual([expect.stringContaining('ENOTDIR')])
  })
})
