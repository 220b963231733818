import type pg from 'pg'
import type { Queryable } from '../database.ts'

/** How many statements `work` sends through `tx`. */
export async function countStatements(tx: pg.PoolClient, work: (counted: Queryable) => Promise<unknown>): Promise<number> {
  let sent = 0
  const counted = new Proxy(tx, {
    get(target, property) {
      if (property !== 'query') return Reflect.get(target, property)
      sent += 1
      return target.query.bind(target)
    },
  })
  await work(counted)
  return sent
}
