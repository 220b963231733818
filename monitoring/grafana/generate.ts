import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dashboardJson, DASHBOARDS } from './dashboards.ts'

/** `npm run dashboards`: writes generated/*.json anew, which Grafana loads. */
const directory = join(import.meta.dirname, 'generated')
rmSync(directory, { recursive: true, force: true })
mkdirSync(directory)
for (const each of DASHBOARDS) writeFileSync(join(directory, each.file), dashboardJson(each))
