import { describe, expect, it } from '@jest/globals'
import { createLog } from '../service/log.ts'
import { logRarely } from './log-rarely.ts'

interface Line {
  level: number
  msg: string
  notLogged: number
  error: { message: string; code?: string }
}

describe('logRarely', () => {
  const lines: Line[] = []
  const log = createLog('worker', { write: (line) => void lines.push(JSON.parse(line) as Line) })

  it('logs one error a second and counts the others', () => {
    let nowMs = 0
    const warn = logRarely(log, 'trouble', () => nowMs)
    for (nowMs = 0; nowMs <= 1000; nowMs += 100) warn(new Error(`at ${nowMs}`))
    expect(lines.map(({ error, notLogged }) => [error.message, notLogged])).toEqual([
      ['at 0', 0],
      ['at 1000', 9],
    ])
  })

  it('never logs what PostgreSQL quotes from a row', () => {
    lines.length = 0
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (nik)=(3271010101900001) already exists.',
    })
    logRarely(log, 'trouble')(error)
    expect(lines[0]!.error).toMatchObject({ message: 'duplicate key', code: '23505' })
    expect(JSON.stringify(lines)).not.toContain('3271010101900001')
  })
})
