import { randomBytes } from 'node:crypto'
import { chmod, cp, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { youngMb } from '../loadtest/environment/supervisor.ts'
import type { Plan } from '../strategies/strategy.ts'

const PROMETHEUS = new URL('../monitoring/prometheus/', import.meta.url)
const GRAFANA = new URL('../monitoring/grafana/', import.meta.url)
const BALANCER = new URL('haproxy.cfg', import.meta.url)
/** What prometheus.yml has in the place of the strategy's name. */
const STRATEGY_PLACE = 'STRATEGY'
/** Each directory is a volume of its own, mounted only by those who need what is in it. */
const SECRETS = [
  'database/postgres-password',
  'operators/operators-password',
  'operators/operators-session-key',
  'grafana/grafana-password',
] as const
const SECRET_BYTES = 24
/** Ours are the owner; PostgreSQL's container reads its own as root, Grafana's as a member of the group (docker-compose.yml). */
const SECRET = 0o640
const READABLE = 0o644

/**
 * Writes what the containers read at their start. Passwords, one directory for each group of readers, are made once and then kept, as PostgreSQL's
 * data keeps the first one. In `public`: V8's limits of portal and worker under the plan (none = the strategy has no worker), the configurations of
 * balancer, Prometheus (with the strategy's name) and Grafana. They come from the image, so that no container reads the files of a clone.
 * @returns the paths of the passwords that were not there yet
 */
export async function writeSettings(
  directory: string,
  { strategy, heapMb }: { strategy: string; heapMb: Plan['heapMb'] },
): Promise<string[]> {
  const made: string[] = []
  for (const name of SECRETS)
    if (await writeOnce(join(directory, name), randomBytes(SECRET_BYTES).toString('hex'))) made.push(name)
  const open = join(directory, 'public')
  for (const process of ['portal', 'worker'] as const) await replace(join(open, `${process}-flags`), v8Flags(heapMb[process]))
  const prometheus = await readFile(new URL('prometheus.yml', PROMETHEUS), 'utf8')
  await replace(join(open, 'rules.yml'), await readFile(new URL('rules.yml', PROMETHEUS), 'utf8'))
  await replace(join(open, 'prometheus.yml'), prometheus.replaceAll(STRATEGY_PLACE, strategy))
  await replace(join(open, 'haproxy.cfg'), await readFile(BALANCER, 'utf8'))
  for (const part of ['provisioning', 'generated']) await replaceDirectory(join(open, 'grafana', part), new URL(part, GRAFANA))
  return made
}

/** As the laboratory's supervisor sets them. */
function v8Flags(heapMb: number): string {
  return heapMb === 0 ? '' : `--max-old-space-size=${heapMb} --max-semi-space-size=${youngMb(heapMb)}`
}

/** Whole or not at all; what is there already stays. */
async function writeOnce(path: string, content: string): Promise<boolean> {
  const written = await writeBeside(path, content, SECRET)
  try {
    await link(written, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(written)
  }
}

async function replace(path: string, content: string): Promise<void> {
  await rename(await writeBeside(path, content, READABLE), path)
}

/** Grafana, which may look meanwhile, looks again after half a minute. */
async function replaceDirectory(path: string, source: URL): Promise<void> {
  await rm(path, { recursive: true, force: true })
  await cp(fileURLToPath(source), path, { recursive: true })
}

async function writeBeside(path: string, content: string, mode: number): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const written = `${path}.${process.pid}`
  await writeFile(written, content)
  // Whatever the umask.
  await chmod(written, mode)
  return written
}
