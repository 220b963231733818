import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { metricSum } from '../../loadtest/environment/metric-value.ts'
import { apply, call, form } from '../test-call.ts'
import { heldPlan } from '../test-plans.ts'
import { startTestSystem, type TestPerson, type TestPortal, type TestSystem } from '../test-system.ts'

let system: TestSystem
let portal: TestPortal
beforeAll(async () => {
  system = await startTestSystem({ slots: 10, serviceMs: 5, dailyQuota: null })
  portal = await system.startPortal(heldPlan)
})
afterAll(() => system.close())
afterEach(() => expect(portal.log()).toBe(''))

const CLINIC = '86105'
const tasks = async (officer: number) =>
  (await call(portal, 'GET', '/api/verification-tasks?limit=100', { token: system.officers[officer]! })).body.tasks
const claim = (officer: number, task: string) =>
  call(portal, 'POST', `/api/verification-tasks/${task}/claim`, { token: system.officers[officer]! })
const decide = (officer: number, task: string, body: unknown) =>
  call(portal, 'POST', `/api/verification-tasks/${task}/decision`, { token: system.officers[officer]!, body })

let nextPerson = 0
/** Somebody with a clinic (high risk): NIB at once, and a task that waits. */
async function clinic(): Promise<{ person: TestPerson; id: string; task: string }> {
  const person = system.people[nextPerson++]!
  const { body } = await apply(portal, person, form({ kbli: CLINIC }))
  expect(body).toMatchObject({ status: 'awaiting-verification', permits: [{ kind: 'nib', state: 'issued' }] })
  const task = (await tasks(0)).find((one: { applicationId: string }) => one.applicationId === body.id).id
  return { person, id: body.id, task }
}
const track = async (person: TestPerson, id: string) =>
  (await call(portal, 'GET', `/api/applications/${id}`, { token: person.token })).body

describe('officers', () => {
  it('a task has one owner at a time, who decides', async () => {
    const { person, id, task } = await clinic()
    expect((await track(person, id)).label).toBe('menunggu verifikasi persyaratan')

    const claims = await Promise.all([claim(0, task), claim(1, task)])
    expect(claims.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(claims.filter(({ status }) => status === 409)).toHaveLength(1)
    const owner = claims[0].status === 200 ? 0 : 1
    const other = 1 - owner
    expect((await claim(owner, task)).status).toBe(200)
    expect((await tasks(other)).map((one: { id: string }) => one.id)).not.toContain(task)
    expect((await decide(other, task, { decision: 'verify' })).body.type).toBe('urn:antrean:not-owner')

    const decided = await decide(owner, task, { decision: 'verify' })
    expect([decided.status, decided.body]).toEqual([200, { applicationId: id, status: 'issued' }])
    const after = await track(person, id)
    expect(after.label).toBe('izin terbit / SS terverifikasi')
    expect(after.permits.map(({ kind }: { kind: string }) => kind)).toEqual(['nib', 'licence'])
    expect((await decide(owner, task, { decision: 'verify' })).status).toBe(409)
    expect((await claim(other, task)).status).toBe(409)
  })

  it('what was returned comes back when the applicant has completed it', async () => {
    const { person, id, task } = await clinic()
    const resubmit = () => call(portal, 'POST', `/api/applications/${id}/resubmission`, { token: person.token })
    expect((await resubmit()).status).toBe(409)
    await claim(0, task)
    await decide(0, task, { decision: 'return', reason: 'Denah belum ada' })
    expect((await track(person, id)).history.at(-1)).toMatchObject({ status: 'returned', reason: 'Denah belum ada' })
    expect((await resubmit()).body).toEqual({ id, status: 'awaiting-verification' })
    expect((await claim(1, task)).status).toBe(200)
  })

  it('a rejection is explained', async () => {
    const { person, id, task } = await clinic()
    await claim(0, task)
    expect((await decide(0, task, { decision: 'reject', reason: 'Lokasi tidak sesuai' })).body.status).toBe('rejected')
    expect((await track(person, id)).history.at(-1)).toMatchObject({ status: 'rejected', reason: 'Lokasi tidak sesuai' })
  })

  it('every decision is counted once, with the age of its task', async () => {
    const count = async (name: string) => metricSum(await portal.metrics(), name)
    const [decided, aged, agedS] = [
      await count('antrean_verification_decisions_total'),
      await count('antrean_verification_decision_seconds_count'),
      await count('antrean_verification_decision_seconds_sum'),
    ]
    const { task } = await clinic()
    await portal.pool.query(`UPDATE verification_tasks SET opened_at = opened_at - interval '1 hour' WHERE id = $1`, [task])
    await decide(0, task, { decision: 'verify' })
    expect(await count('antrean_verification_decisions_total')).toBe(decided)
    await claim(0, task)
    await decide(0, task, { decision: 'verify' })
    await decide(0, task, { decision: 'verify' })
    expect(await count('antrean_verification_decisions_total')).toBe(decided + 1)
    expect(await count('antrean_verification_decision_seconds_count')).toBe(aged + 1)
    const ageS = (await count('antrean_verification_decision_seconds_sum')) - agedS
    expect(Math.abs(ageS - 3600)).toBeLessThan(60)
  })

  it('is nothing for applicants or strangers', async () => {
    const asApplicant = await call(portal, 'GET', '/api/verification-tasks', { token: system.people[0]!.token })
    const asStranger = await call(portal, 'GET', '/api/verification-tasks')
    expect([asApplicant.status, asStranger.status]).toEqual([403, 401])
  })

  it('unknown tasks and wrong input', async () => {
    expect((await claim(0, randomUUID())).status).toBe(404)
    expect((await decide(0, randomUUID(), { decision: 'verify' })).status).toBe(404)
    expect((await claim(0, '7')).body.errors[0].field).toBe('id')
    const fields = async (body: unknown) =>
      (await decide(0, randomUUID(), body)).body.errors.map(({ field }: { field: string }) => field)
    expect(await fields({ decision: 'return' })).toEqual(['reason'])
    expect(await fields({ decision: 'reject', reason: '\u0000' })).toEqual(['reason'])
    expect(await fields({ decision: 'approve' })).toEqual(['decision'])
    for (const limit of ['0', '101', '-1', 'x', '1e9', '1.5']) {
      const { status, body } = await call(portal, 'GET', `/api/verification-tasks?limit=${limit}`, { token: system.officers[0]! })
      expect([limit, status, body.errors[0].field]).toEqual([limit, 400, 'limit'])
    }
  })
})
