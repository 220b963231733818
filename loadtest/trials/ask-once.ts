import pg from 'pg'

/** The laboratory's questions are asked of a quiet database; one that takes longer means that something is wrong with it. */
const LIMIT_MS = 60_000

/** One query on a connection of its own. @throws when the database cannot be read */
export async function askOnce<R extends pg.QueryResultRow>(
  databaseUrl: string,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: databaseUrl, query_timeout: LIMIT_MS, connectionTimeoutMillis: LIMIT_MS })
  client.on('error', () => undefined) // The query that is on its way reports it.
  await client.connect()
  try {
    return (await client.query<R>(sql, values)).rows
  } finally {
    await client.end()
  }
}
