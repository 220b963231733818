import { describe, expect, it } from '@jest/globals'
import { Inbox } from './inbox.ts'

const message = (code: string) => ({ text: `Code ${code}`, code, atMs: 0 })
const codes = (inbox: Inbox, contact: string) => inbox.of(contact).map(({ code }) => code)

describe('Inbox', () => {
  it('keeps the last five messages of a contact, newest first', () => {
    const inbox = new Inbox()
    for (const code of ['1', '2', '3', '4', '5', '6']) inbox.add('sari@example.test', message(code))
    expect(codes(inbox, 'sari@example.test')).toEqual(['6', '5', '4', '3', '2'])
    expect(codes(inbox, 'nobody@example.test')).toEqual([])
  })

  it('forgets the contact that has had no message for longest when it is full', () => {
    const inbox = new Inbox(2)
    for (const contact of ['a', 'b', 'a', 'c']) inbox.add(contact, message('1'))
    expect(['a', 'b', 'c'].map((contact) => codes(inbox, contact).length)).toEqual([2, 0, 1])
  })
})
