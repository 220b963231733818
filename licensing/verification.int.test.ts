import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { withTransaction } from './database.ts'
import { findApplication } from './find-application.ts'
import { accept, issue, KBLI_OF, sampleAccount, sampleInput, sampleOfficers } from './testing/sample-application.ts'
import { createTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'
import { claimTask, decideTask, listTasks, resubmit } from './verification.ts'
import type { Decision } from './verification.ts'

describe('verification', () => {
  let database: TestDatabase
  let account: string
  let officer: string
  let colleague: string
  beforeAll(async () => {
    database = await createTestDatabase()
    account = await sampleAccount(database.pool)
    ;[officer, colleague] = await sampleOfficers(database.pool)
  })
  afterAll(() => database.drop())

  const openTask = async (risk: 'medium-high' | 'high' = 'medium-high') => {
    const application = await accept(database.pool, sampleInput(account, { kbli: KBLI_OF[risk] }))
    await issue(database.pool, application)
    const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM verification_tasks WHERE application_id = $1', [
      application,
    ])
    return { application, task: rows[0]!.id }
  }
  const decide = (task: string, by: string, decision: Decision) =>
    withTransaction(database.pool, (tx) => decideTask(tx, task, by, decision, new Date()))
  const stateOf = async (application: string) => {
    const found = await findApplication(database.pool, application, account)
    return [found?.status, found?.label, ...(found?.permits ?? []).map(({ kind, state }) => `${kind} ${state}`)]
  }

  it('lists open tasks, oldest first, and hides those that a colleague has claimed', async () => {
    const first = await openTask()
    const second = await openTask('high')
    const listed = async (by: string) => (await listTasks(database.pool, by, 100)).map(({ id }) => id)
    expect((await listed(officer)).slice(-2)).toEqual([first.task, second.task])
    await claimTask(database.pool, first.task, colleague)
    expect(await listed(officer)).not.toContain(first.task)
    expect(await listed(colleague)).toContain(first.task)
    expect(await listTasks(database.pool, colleague, 1)).toHaveLength(1)
  })

  it('gives a task to one of two officers who claim it at once', async () => {
    for (let round = 0; round < 10; round++) {
      const { task, application } = await openTask()
      const claims = await Promise.all([officer, colleague, officer, colleague].map((by) => claimTask(database.pool, task, by)))
      const owners = claims.flatMap((claim) => (claim.kind === 'claimed' ? [claim.task.officerId] : []))
      expect(new Set(owners).size).toBe(1)
      expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', 'claimed', 'claimed-by-another', 'claimed-by-another'])
      const history = (await findApplication(database.pool, application, account))!.history
      expect(history.map(({ code }) => code)).toEqual(['05', '10', '20'])
    }
  })

  it('tells the officer what the task is about', async () => {
    const { task, application } = await openTask()
    expect(await claimTask(database.pool, task, officer)).toMatchObject({
      kind: 'claimed',
      task: {
        id: task,
        applicationId: application,
        risk: 'medium-high',
        slaWorkingDays: 14,
        businessName: 'Warung Siti',
        officerId: officer,
      },
    })
  })

  it('verifies the certificate of medium-high risk, and issues the licence of high risk', async () => {
    const certificate = await openTask()
    await claimTask(database.pool, certificate.task, officer)
    expect(await decide(certificate.task, officer, { decision: 'verify' })).toEqual({
      kind: 'decided',
      applicationId: certificate.application,
      status: 'issued',
      openedAt: expect.any(Date),
    })
    expect(await stateOf(certificate.application)).toEqual([
      'issued',
      'izin terbit / SS terverifikasi',
      'nib issued',
      'standard-certificate verified',
    ])
    const licence = await openTask('high')
    await claimTask(database.pool, licence.task, officer)
    await decide(licence.task, officer, { decision: 'verify' })
    expect(await stateOf(licence.application)).toEqual([
      'issued',
      'izin terbit / SS terverifikasi',
      'nib issued',
      'licence issued',
    ])
  })

  it('rejects with a reason, revokes the certificate and leaves the NIB', async () => {
    const { task, application } = await openTask()
    await claimTask(database.pool, task, officer)
    await decide(task, officer, { decision: 'reject', reason: 'Location outside the zoning plan' })
    expect(await stateOf(application)).toEqual(['rejected', 'ditolak', 'nib issued', 'standard-certificate revoked'])
    const history = (await findApplication(database.pool, application, account))!.history
    expect(history.at(-1)).toMatchObject({ code: '90', reason: 'Location outside the zoning plan' })
  })

  it('goes back to the applicant and comes again for any officer', async () => {
    const { task, application } = await openTask()
    expect(await resubmit(database.pool, application, account)).toEqual({ kind: 'not-returned', status: 'awaiting-verification' })
    await claimTask(database.pool, task, officer)
    await decide(task, officer, { decision: 'return', reason: 'Map is missing' })
    expect(await stateOf(application)).toContain('returned')
    expect(await claimTask(database.pool, task, colleague)).toEqual({ kind: 'not-open' })

    expect(await resubmit(database.pool, application, officer)).toEqual({ kind: 'unknown-application' })
    const answers = await Promise.all([1, 2, 3].map(() => resubmit(database.pool, application, account)))
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['not-returned', 'not-returned', 'resubmitted'])
    expect(await claimTask(database.pool, task, colleague)).toMatchObject({ kind: 'claimed' })
    await decide(task, colleague, { decision: 'verify' })
    const history = (await findApplication(database.pool, application, account))!.history
    expect(history.map(({ code }) => code)).toEqual(['05', '10', '20', '11', '10', '20', '50'])
  })

  it('lets only the owner decide, and only once', async () => {
    const { task } = await openTask()
    expect(await decide(task, officer, { decision: 'verify' })).toEqual({ kind: 'not-owner' })
    await claimTask(database.pool, task, officer)
    expect(await decide(task, colleague, { decision: 'verify' })).toEqual({ kind: 'not-owner' })
    const decisions = await Promise.all([
      decide(task, officer, { decision: 'verify' }),
      decide(task, officer, { decision: 'reject', reason: 'no' }),
    ])
    expect(decisions.map(({ kind }) => kind).sort()).toEqual(['already-decided', 'decided'])
    expect(await decide(randomUUID(), officer, { decision: 'verify' })).toEqual({ kind: 'unknown-task' })
    expect(await claimTask(database.pool, randomUUID(), officer)).toEqual({ kind: 'unknown-task' })
  })
})
