import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { youngMb } from '../loadtest/environment/supervisor.ts'
import type { Plan } from '../strategies/strategy.ts'

const PROMETHEUS = new URL('../monitoring/prometheus/', import.meta.url)
/** What prometheus.yml has in the place of the strategy's name. */
const STRATEGY_PLACE = 'STRATEGY'
const SECRETS = ['postgres-password', 'operators-password', 'operators-session-key', 'grafana-password'] as const
const SECRET_BYTES = 24
/** PostgreSQL's and Grafana's containers read them as users of their own; nobody else mounts the volume. */
const READABLE = 0o644

/**
 * Writes what the containers read at their start: passwords (made once and then kept, as PostgreSQL's data keeps the first one), V8's limits of
 * portal and worker under the plan (none = the strategy has no worker), Prometheus's configuration with the strategy's name, its rules.
 * @returns the names of the passwords that were not there yet
 */
export async function writeSettings(
  directory: string,
  { strategy, heapMb }: { strategy: string; heapMb: Plan['heapMb'] },
): Promise<string[]> {
  const made: string[] = []
  for (const name of SECRETS) if (await writeOnce(directory, name, randomBytes(SECRET_BYTES).toString('hex'))) made.push(name)
  for (const process of ['portal', 'worker'] as const) await replace(directory, `${process}-flags`, v8Flags(heapMb[process]))
  const prometheus = await readFile(new URL('prometheus.yml', PROMETHEUS), 'utf8')
  await replace(directory, 'rules.yml', await readFile(new URL('rules.yml', PROMETHEUS), 'utf8'))
  await replace(directory, 'prometheus.yml', prometheus.replaceAll(STRATEGY_PLACE, strategy))
  return made
}

/** As the laboratory's supervisor sets them. */
function v8Flags(heapMb: number): string {
  return heapMb === 0 ? '' : `--max-old-space-size=${heapMb} --max-semi-space-size=${youngMb(heapMb)}`
}

/** Whole or not at all; what is there already stays. */
async function writeOnce(directory: string, name: string, content: string): Promise<boolean> {
  const written = await writeBeside(directory, name, content)
  try {
    await link(written, join(directory, name))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(written)
  }
}

async function replace(directory: string, name: string, content: string): Promise<void> {
  await rename(await writeBeside(directory, name, content), join(directory, name))
}

async function writeBeside(directory: string, name: string, content: string): Promise<string> {
  const path = join(directory, `.${name}.${process.pid}`)
  await writeFile(path, content, { mode: READABLE })
  return path
}
