import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { nominalCapacityPerS, type Envelope } from '../../strategies/strategy.ts'
import { writeJson } from '../records/json.ts'
import type { Manifest, ManifestStrategy, ManifestStudy } from '../records/manifest.ts'
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
  /** Absent = nothing is compared. */
  study?: ManifestStudy
  /** Thresholds of the command line; absent = none. */
  asserts?: readonly string[] | undefined
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
    modified: modified(),
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

/** Written at the start and again at the end. */
export function writeManifest(directory: string, manifest: Manifest): void {
  writeJson(join(directory, 'manifest.json'), manifest)
}

/** Of the working copy; null outside of git. */
export function commit(): string | null {
  return git(ROOT, 'rev-parse', 'HEAD')
}

/** Whether the working copy is not what its commit says, new files included; results are no part of it. null outside of git. */
export function modified(root: URL | string = ROOT): boolean | null {
  const changes = git(root, 'status', '--porcelain', '--', '.', ':!results')
  return changes === null ? null : changes !== ''
}

function git(root: URL | string, ...args: string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
