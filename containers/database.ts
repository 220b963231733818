import { z } from 'zod'
import { readConfig } from '../service/config.ts'
import { createLog } from '../service/log.ts'
import { prepareDatabase } from './prepare-database.ts'

/** PostgreSQL initialises itself for some ten seconds when its volume is new. */
const LIMIT_MS = 120_000

// Runs once before portal and worker, and ends.
const { DATABASE_URL } = readConfig(
  z.object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('a PostgreSQL URL, postgres://user@host:port/database'),
  }),
)
const log = createLog('database')
const { applied, seededNib } = await prepareDatabase(DATABASE_URL, LIMIT_MS)
log.info({ applied, seededNib }, 'ready')
