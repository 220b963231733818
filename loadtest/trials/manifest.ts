import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { nominalCapacityPerS, type Envelope } from '../../strategies/strategy.ts'
import type { Manifest, ManifestStrategy } from '../records/manifest.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Laboratory } from './laboratory.ts'

const ROOT = new URL('../../', import.meta.url)

export interface ManifestFacts {
  command: string
  argv: readonly string[]
  name: string
  hypothesis: string | null
  seed: number
  envelope: Envelope
  scenarios: readonly Scenario[]
  strategies: readonly ManifestStrategy[]
}

/** What is run, on what, with which definitions; `lab` null = a foreign target, about whose inside nothing is known. */
export function describeRun(facts: ManifestFacts, lab: Laboratory | null): Manifest {
  const { version, dependencies } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
    version: string
    dependencies: Record<string, string>
  }
  return {
    antrean: version,
    ...facts,
    commit: commit(),
    startedAt: new Date().toISOString(),
    finishedAt: null,
    nominalCapacityPerS: nominalCapacityPerS(facts.envelope),
    versions: {
      node: process.version,
      packages: dependencies,
      postgres: lab?.postgres.version ?? null,
      redis: lab?.redis?.version ?? null,
      queueBackend: lab === null ? 'unknown' : lab.redis ? 'redis' : 'postgres',
    },
    machine: {
      cpuModel: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryMb: Math.round(totalmem() / 2 ** 20),
      pinned: lab?.cores.pinned ?? false,
      kernel: release(),
    },
    interrupted: false,
  }
}

/** Written at the start and again at the end; by rename, so that a full disk or a kill never leaves half a file. */
export function writeManifest(directory: string, manifest: Manifest): void {
  const path = join(directory, 'manifest.json')
  writeFileSync(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}

function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
