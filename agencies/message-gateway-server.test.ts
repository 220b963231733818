import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ListeningServer } from '../service/listening-server.ts'
import { startMessageGateway } from './message-gateway-server.ts'

let server: ListeningServer
beforeEach(async () => {
  server = await startMessageGateway({ port: 0, host: '127.0.0.1' })
})
afterEach(() => server.close())

const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`)
const send = (body: unknown) =>
  fetch(`http://127.0.0.1:${server.port}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('message gateway', () => {
  it('puts messages into the inbox of a phone number or an address', async () => {
    const before = Date.now()
    expect((await send({ to: '+6281200000001', channel: 'whatsapp', text: 'Kode 111111', code: '111111' })).status).toBe(202)
    await send({ to: '+6281200000001', channel: 'whatsapp', text: 'Kode 222222', code: '222222' })
    const answer = await get(`/inbox/${encodeURIComponent('+6281200000001')}`)
    const { messages }: { messages: { text: string; code: string; atMs: number }[] } = await answer.json()
    expect(messages.map(({ code }) => code)).toEqual(['222222', '111111'])
    expect(messages[0]?.text).toBe('Kode 222222')
    expect(messages[0]?.atMs).toBeGreaterThanOrEqual(before)
    expect(await (await get('/inbox/sari@example.test')).json()).toEqual({ messages: [] })
  })

  it('refuses what it cannot deliver', async () => {
    const answer = await send({ to: 'sari@example.test', channel: 'pigeon', text: '', code: '' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'channel' }] })
    expect((await get('/inbox/%')).status).toBe(400)
    expect((await get('/nowhere')).status).toBe(404)
    expect((await get('/healthz')).status).toBe(200)
  })
})
