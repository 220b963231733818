import { isWholePage } from '../drivers/acceptance.ts'
import { fieldsOf, isWord } from '../drivers/answer.ts'
import type { Answer } from '../drivers/answer.ts'
import { applyForPermit } from '../drivers/apply-for-permit.ts'
import type { Citizen } from '../drivers/citizen.ts'
import type { Journey } from './journey.ts'

/** Between two looks into the inbox, ms. */
const INBOX_WAIT_MS = 500

const newcomer: Journey = {
  name: 'newcomer',
  summary: 'opens the page, signs up (short form), activates, logs in, searches a KBLI, applies with identity, tracks',
  matters: 'apply',
  seeded: false,
  async run(citizen) {
    await citizen.persist('page', { method: 'GET', path: '/' }, isWholePage)
    await activate(citizen, await signUp(citizen))
    const token = await logIn(citizen)
    await citizen.persist(
      'search',
      { method: 'GET', path: `/api/kbli?q=${encodeURIComponent(citizen.person.searchWord)}` },
      isSearchResult,
    )
    await applyForPermit(citizen, token, true)
  },
}
export default newcomer

async function signUp(citizen: Citizen): Promise<string> {
  const { contact, channel, fullName, password } = citizen.person
  const body = { contact, channel, fullName, password }
  const answer = await citizen.persist('sign-up', { method: 'POST', path: '/api/accounts', body }, hasText('id'))
  return fieldsOf(answer)?.id as string
}

/** A sign-up that was repeated leaves several codes in the inbox: each try takes the next older one. */
async function activate(citizen: Citizen, accountId: string): Promise<void> {
  const path = `/api/accounts/${encodeURIComponent(accountId)}/activation`
  let retriesUsed = 0
  for (let attempt = 0; ; attempt++) {
    const codes = await readInbox(citizen)
    const otp = codes[attempt % codes.length]
    const answer = await citizen.request('activate', { method: 'POST', path, body: { otp } })
    // 409: the contact is active already; an earlier try whose answer was lost has done it.
    if (answer.outcome === 'ok' || answer.status === 409) return
    retriesUsed = await citizen.reconsider(answer, retriesUsed)
  }
}

/** Codes in her inbox, newest first, as soon as there is one. */
async function readInbox(citizen: Citizen): Promise<string[]> {
  const path = `/inbox/${encodeURIComponent(citizen.person.contact)}`
  for (;;) {
    const answer = await citizen.request('otp', { method: 'GET', path })
    const messages = answer.outcome === 'ok' ? fieldsOf(answer)?.messages : null
    const codes = Array.isArray(messages) ? (messages as { code: string }[]).map(({ code }) => code) : []
    if (codes.length > 0) return codes
    await citizen.pause(INBOX_WAIT_MS)
  }
}

async function logIn(citizen: Citizen): Promise<string> {
  const { contact, password } = citizen.person
  const answer = await citizen.persist(
    'log-in',
    { method: 'POST', path: '/api/sessions', body: { contact, password } },
    hasText('token'),
  )
  return fieldsOf(answer)?.token as string
}

function hasText(field: string): (answer: Answer) => boolean {
  return (answer) => isWord(fieldsOf(answer)?.[field])
}

function isSearchResult(answer: Answer): boolean {
  return Array.isArray(fieldsOf(answer)?.results)
}
