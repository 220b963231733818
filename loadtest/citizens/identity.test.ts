import { describe, expect, it } from '@jest/globals'
import { hashToken } from '../../licensing/session-token.ts'
import { VERIFIED_SHARE } from './business-kinds.ts'
import { personOf } from './identity.ts'
import type { Person } from './identity.ts'
import { REGIONS } from './regions.ts'

const MANY = 120_000
const people: Person[] = []
for (let index = 0; index < MANY; index++) people.push(personOf(1, index))

describe('personOf', () => {
  it('is the same person whenever she is asked for, another for another seed', () => {
    expect(personOf(1, 4711)).toEqual(people[4711])
    expect(personOf(2, 4711).token).not.toBe(people[4711]?.token)
  })

  it.each(['nik', 'contact', 'token'] as const)('%s is unique', (field) => {
    expect(new Set(people.map((person) => person[field])).size).toBe(MANY)
  })

  it('NIK: 6 digits of a known place, a real date of birth (women: day + 40), a serial that no real person has', () => {
    const places = new Set(REGIONS.map(({ code }) => code))
    const wrong = people.filter(({ nik, gender, dateOfBirth }) => {
      const [, place, day, month, year, serial] = /^(\d{4})\d{2}(\d{2})(\d{2})(\d{2})(\d{4})$/.exec(nik) ?? []
      const dayOfBirth = String(Number(day) - (gender === 'female' ? 40 : 0)).padStart(2, '0')
      const isDate = new Date(`${dateOfBirth}T00:00:00Z`).toISOString().slice(0, 10) === dateOfBirth
      return (
        !isDate ||
        dateOfBirth.slice(2) !== `${year}-${month}-${dayOfBirth}` ||
        !places.has(place as string) ||
        Number(serial) < 9000
      )
    })
    expect(wrong).toEqual([])
  })

  it('contacts are reserved ones: example.test, or a prefix that no operator holds', () => {
    const allowed = { email: /^[a-z0-9-]+@example\.test$/, whatsapp: /^\+62840\d{8}$/ }
    expect(people.filter(({ channel, contact }) => !allowed[channel].test(contact))).toEqual([])
  })

  it('the token hash is the one that licensing looks for', () => {
    const { token, tokenHash } = people[0] as Person
    expect(tokenHash.equals(hashToken(token))).toBe(true)
  })

  it('the password fulfils the portal’s rules', () => {
    expect((people[0] as Person).password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z\d]).{8,}$/)
  })

  it('as many need verification as the Bogor study counted: 8.7 %', () => {
    const share = people.filter(({ automatic }) => !automatic).length / MANY
    expect(Math.abs(share - VERIFIED_SHARE)).toBeLessThan(4 * Math.sqrt((VERIFIED_SHARE * (1 - VERIFIED_SHARE)) / MANY))
  })

  it('93 to 99 % are micro and small; the capital fits the scale', () => {
    const small = people.filter(({ business }) => business.scale === 'micro' || business.scale === 'small').length / MANY
    expect(small).toBeGreaterThan(0.93)
    const most = { micro: 1e9, small: 5e9, medium: 1e10, large: Infinity }
    expect(people.every(({ business, capitalRp }) => capitalRp > 0 && capitalRp <= most[business.scale])).toBe(true)
  })

  it('they come from all 38 provinces', () => {
    expect(new Set(people.map(({ region }) => region.slice(0, 2))).size).toBe(38)
  })

  it.each([-1, 0.5, 1e9])('there is no person %s', (index) => expect(() => personOf(1, index)).toThrow(RangeError))
})
