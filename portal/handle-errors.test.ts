import { describe, expect, it } from '@jest/globals'
import { toProblem } from './handle-errors.ts'
import { Problem } from './problem.ts'

const NIK = '3271014501909001'

describe('toProblem', () => {
  it.each([
    ['a text with NUL', { code: '22021', message: `invalid byte sequence: ${NIK}` }, 400],
    ['a number out of range', { code: '22003', message: 'out of range' }, 400],
    ['a duplicate', { code: '23505', constraint: 'accounts_active_contact', detail: `Key (nik)=(${NIK})` }, 409],
    ['too many connections', { code: '53300', message: 'too many clients' }, 503],
    ['a database that is shutting down', { code: '57P01', message: 'terminating connection' }, 503],
    ['a database that is not there', { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' }, 503],
    ['a pool that is behind', { message: 'timeout exceeded when trying to connect' }, 503],
    ['a database connection that breaks while it is written to', { code: 'EPIPE', message: 'write EPIPE' }, 503],
    ['a body that is too large', { status: 413, message: 'request entity too large', body: NIK }, 413],
    ['malformed JSON', { status: 400, message: `Unexpected token in ${NIK}` }, 400],
    ['a bug', new TypeError(`x is not a function ${NIK}`), 500],
    ['something thrown that is no error', null, 500],
  ])('%s', (_name, error, status) => {
    const problem = toProblem(error)
    expect(problem.status).toBe(status)
    expect(JSON.stringify(problem)).not.toContain(NIK)
  })

  it('leaves a problem as it is, and rounds Retry-After up to whole seconds', () => {
    const problem = new Problem(503, 'busy', { retryAfterS: 1.2 })
    expect(toProblem(problem)).toBe(problem)
    expect(problem.headers).toEqual({ 'Retry-After': '2' })
  })
})
