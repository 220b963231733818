import { afterEach, describe, expect, it } from '@jest/globals'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Random } from '../citizens/random.ts'
import { Connections } from './connections.ts'
import { workAsOfficer } from './officer.ts'

let server: Server
let portal: Connections
afterEach(async () => {
  await portal.close()
  await new Promise((resolve) => server.close(resolve))
})

/** A portal with that many tasks; every second claim finds the task taken. */
async function openOffice(tasks: number): Promise<{ claimed: string[]; decided: Map<string, string> }> {
  const open = new Set(Array.from({ length: tasks }, (_, i) => `t-${i}`))
  const office = { claimed: [] as string[], decided: new Map<string, string>() }
  let claims = 0
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      const [, id = '', verb] = /^\/api\/verification-tasks\/([^/]+)\/(claim|decision)$/.exec(request.url as string) ?? []
      const taken = verb === 'claim' && ++claims % 2 === 0
      if (verb === 'claim' && !taken) office.claimed.push(id)
      if (verb === 'decision') {
        open.delete(id)
        office.decided.set(id, (JSON.parse(body) as { decision: string }).decision)
      }
      const status = request.headers.authorization === 'Bearer desk-1' ? (taken ? 409 : 200) : 401
      response.writeHead(status).end(JSON.stringify({ tasks: [...open].map((one) => ({ id: one })) }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  portal = new Connections(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 1000)
  return office
}

/** Works until she has paused `pauses` times. */
async function work(token: string, pauses: number): Promise<{ decided: number; failed: number; waitsMs: number[] }> {
  const seen = { decided: 0, failed: 0, waitsMs: [] as number[] }
  const wait = (ms: number) => Promise.resolve(seen.waitsMs.push(ms) <= pauses)
  await workAsOfficer({ portal, token, random: new Random(1, 0, 'officer'), wait, report: (event) => void seen[event]++ })
  return seen
}

describe('officer', () => {
  it('decides what she has claimed, nothing else, and most of it is verified', async () => {
    const office = await openOffice(100)
    const { decided, failed } = await work('desk-1', 150)
    expect(decided).toBe(office.decided.size)
    expect([...office.decided.keys()]).toEqual(office.claimed.slice(0, decided))
    expect(decided).toBe(75) // a task taken by another is no failure and no decision
    expect(failed).toBe(0)
    const verified = [...office.decided.values()].filter((decision) => decision === 'verify').length
    expect(verified).toBeGreaterThan(60)
    expect(verified).toBeLessThan(75)
  })

  it('looks again every 2 s when there is nothing to do', async () => {
    await openOffice(0)
    expect(await work('desk-1', 3)).toEqual({ decided: 0, failed: 0, waitsMs: [2000, 2000, 2000, 2000] })
  })

  it('reports what fails and goes on', async () => {
    await openOffice(1)
    expect(await work('somebody else', 3)).toMatchObject({ decided: 0, failed: 4 })
  })
})
