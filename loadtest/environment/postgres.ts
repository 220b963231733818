import pg from 'pg'
import type { ProcessEnd } from './owned-process.ts'
import { startPostgresCluster, type PostgresCluster, type PostgresClusterOptions } from './postgres-cluster.ts'
import type { RunDirectory } from './run-directory.ts'

const ADMIN_TIMEOUT_MS = 30_000

/** `maxConnections` and `prefix` are for a server of our own; one of the user's is taken as it is. */
export interface PostgresOptions extends PostgresClusterOptions {
  /** Server of the user's own; default: the environment's DATABASE_URL. */
  databaseUrl?: string | undefined
}

export interface PostgresServer {
  /** Connects to the database `postgres` (or to the one the user named) with the right to create databases. */
  readonly adminUrl: string
  /** As the server says it, e.g. `18.4`. */
  readonly version: string
  /** Of the postmaster; null for a server of the user's own. */
  readonly pid: number | null
  /** What was really in force. */
  readonly maxConnections: number
  /** Settles when our server ends, for whatever reason; never for a server of the user's own. */
  readonly ended: Promise<ProcessEnd>
  /** Last 64 KB of the server's log, for evidence. */
  log(): string
  /** Makes a database, as a copy of `template` when given, and returns its URL. Nobody may be connected to the template. */
  createDatabase(name: string, template?: string): Promise<string>
  /** Drops a database and ends the connections to it; no error when there is none. */
  dropDatabase(name: string): Promise<void>
  /** A name for a database that no other run uses. */
  databaseName(purpose: string): string
  /** Drops what we made and stops the server if it is ours. */
  stop(): Promise<void>
}

/**
 * Starts a PostgreSQL 18 of our own on a free port of 127.0.0.1, or connects to the one that DATABASE_URL names.
 * @throws with the server's own words when it cannot be started or reached.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const url = options.databaseUrl ?? process.env.DATABASE_URL
  const own = url ? null : await startPostgresCluster(options)
  const adminUrl = own?.adminUrl ?? url ?? ''
  try {
    return await serverAt(adminUrl, own, options.run)
  } catch (cause) {
    await own?.stop()
    throw new Error(`PostgreSQL at ${withoutPassword(adminUrl)} cannot be used: ${(cause as Error).message}`, { cause })
  }
}

async function serverAt(adminUrl: string, own: PostgresCluster | null, run: RunDirectory): Promise<PostgresServer> {
  const [settings] = await query<{ version: string; connections: string }>(
    adminUrl,
    `SELECT current_setting('server_version') AS version, current_setting('max_connections') AS connections`,
  )
  const databases = new Set<string>()
  const prefix = `antrean_${run.name.replace(/\W/g, '_')}_`
  const server: PostgresServer = {
    adminUrl,
    version: settings?.version ?? '',
    pid: own?.process.pid ?? null,
    maxConnections: Number(settings?.connections),
    ended: own?.process.ended ?? new Promise(() => {}),
    log: () => own?.process.stderrTail() ?? '',
    databaseName: (purpose) => `${prefix}${purpose.replace(/\W/g, '_')}`.slice(0, 63),
    async createDatabase(name, template) {
      if (!own) run.record({ kind: 'database', adminUrl, name })
      await query(adminUrl, `CREATE DATABASE ${quoted(name)}${template ? ` TEMPLATE ${quoted(template)}` : ''}`)
      databases.add(name)
      return databaseUrl(adminUrl, name)
    },
    async dropDatabase(name) {
      await dropDatabase(adminUrl, name)
      databases.delete(name)
      if (!own) run.record({ kind: 'dropped', adminUrl, name })
    },
    async stop() {
      if (own) return own.stop()
      for (const name of databases) await server.dropDatabase(name)
    },
  }
  return server
}

/** Drops a database of a server and ends the connections to it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await query(adminUrl, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`)
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: ADMIN_TIMEOUT_MS,
    query_timeout: ADMIN_TIMEOUT_MS,
  })
  client.on('error', () => {}) // The query below reports it.
  try {
    await client.connect()
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end().catch(() => {})
  }
}

function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:@/]*):[^@]*@/, '//$1@')
}
