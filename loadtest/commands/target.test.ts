import { describe, expect, it } from '@jest/globals'
import launchDay from '../scenarios/launch-day.ts'
import moment from '../scenarios/moment.ts'
import { checkTarget, withoutPassword } from './target.ts'

const HERE = 'http://127.0.0.1:8080'
const DATABASE = 'postgres://antrean@127.0.0.1:5432/antrean'

describe('checkTarget', () => {
  it('takes whatever is on this machine', () => {
    expect(checkTarget({ target: `${HERE}/`, gateway: 'http://[::1]:8082', database: DATABASE, fresh: true }, launchDay)).toEqual(
      {
        portal: HERE,
        gateway: 'http://[::1]:8082',
        database: DATABASE,
      },
    )
    expect(checkTarget({ target: 'http://localhost:1' }, launchDay)).toMatchObject({ gateway: null, database: null })
  })

  it.each([
    [{ target: 'http://portal:8080' }, /portal is not this machine.*--allow-remote portal/],
    [{ target: 'http://127.0.0.1.example.org' }, /not this machine/],
    [{ target: HERE, gateway: 'http://agencies:8082' }, /agencies is not this machine/],
    [{ target: HERE, database: 'postgres://a:hidden@postgres/antrean' }, /postgres is not this machine/],
    [{ target: HERE, database: 'mysql://a:hidden@127.0.0.1/antrean' }, /--database wants an address/],
    [{ target: HERE, database: `${DATABASE}?host=example.org` }, /--database wants an address/],
    [{ target: HERE, database: 'antrean' }, /--database wants an address/],
    [{ target: HERE, fresh: true }, /--fresh goes with --database/],
    [{ target: 'ftp://127.0.0.1' }, /is no address/],
  ])('refuses %j and never repeats a password', (options, message) => {
    const check = () => checkTarget(options, moment)
    expect(check).toThrow(message)
    expect(check).not.toThrow(/hidden/)
  })

  it('goes to every host that is named, within the caps', () => {
    const composed = {
      target: 'http://balancer:8080',
      gateway: 'http://agencies:8082',
      database: 'postgres://antrean@postgres:5432/antrean',
    }
    const named = { ...composed, 'allow-remote': ['balancer', 'agencies', 'postgres'] }
    expect(() => checkTarget({ ...composed, 'allow-remote': ['balancer', 'agencies'] }, moment)).toThrow(/postgres is not this/)
    expect(checkTarget(named, moment).portal).toBe('http://balancer:8080')
    expect(() => checkTarget(named, launchDay)).toThrow(/up to 90 citizens\/s.*--max-rate 90/)
    expect(() => checkTarget({ ...named, 'max-rate': '90', 'max-duration': '60' }, launchDay)).toThrow(
      /takes 70 s.*--max-duration 70/,
    )
    expect(checkTarget({ ...named, 'max-rate': '90', 'max-duration': '70' }, launchDay).database).toBe(composed.database)
  })
})

describe('withoutPassword', () => {
  it.each([
    [
      ['--database', 'postgres://a:pass%40word@127.0.0.1:5432/b'],
      ['--database', 'postgres://a@127.0.0.1:5432/b'],
    ],
    [['--database=postgresql://a:pw@h/b?password=pw&x=1'], ['--database=postgresql://a@h/b?x=1']],
    [
      ['moment', '--target', HERE, '--database', DATABASE],
      ['moment', '--target', HERE, '--database', DATABASE],
    ],
  ])('%j', (args, written) => {
    expect(withoutPassword(args)).toEqual(written)
  })
})
