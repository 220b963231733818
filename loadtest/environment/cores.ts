import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** One side of the machine. */
export interface Core {
  /** Number of the CPU; null = not pinned. */
  readonly cpu: number | null
  /** Put before a program and its arguments to run it there; empty when not pinned. */
  readonly prefix: readonly string[]
}

/** Which core is whose: the load must not take CPU from what it measures. */
export interface Cores {
  /** Citizens, agencies, the lab itself. */
  readonly world: Core
  /** Portal, worker, PostgreSQL, Redis. */
  readonly system: Core
  readonly pinned: boolean
  /** For people. */
  readonly description: string
}

/**
 * The first CPU this process may use is the world's, the second the system's. Without `taskset` or with a single CPU nothing is
 * pinned, and the description says so. Ask before `pinSelf`: afterwards only one CPU is left to see.
 */
export function findCores(): Cores {
  const cpus = allowedCpus()
  const [world, system] = cpus
  if (!hasTaskset()) return notPinned('there is no taskset')
  if (world === undefined || system === undefined) return notPinned(`${cpus.length || 'an unknown number of'} CPU to use`)
  return {
    world: core(world),
    system: core(system),
    pinned: true,
    description: `system on CPU ${system}, everybody else on CPU ${world}`,
  }
}

/**
 * Moves this process, with all its threads, to the world's core; nothing happens when not pinned.
 * @returns gives back the CPUs it had: who opens a second laboratory in the same process must see them again
 */
export function pinSelf(cores: Cores): () => void {
  if (cores.world.cpu === null) return () => undefined
  const before = allowedCpus().join(',')
  moveSelf(String(cores.world.cpu))
  return () => moveSelf(before)
}

function moveSelf(cpus: string): void {
  spawnSync('taskset', ['-acp', cpus, String(process.pid)], { stdio: 'ignore' })
}

/** The CPUs of a kernel list such as `0-2,5`, in order. */
export function parseCpuList(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.trim().split('-').map(Number)
    if (first === undefined || last === undefined || Number.isNaN(first + last) || part.trim() === '') return []
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

function core(cpu: number): Core {
  return { cpu, prefix: ['taskset', '-c', String(cpu)] }
}

function notPinned(why: string): Cores {
  const anywhere: Core = { cpu: null, prefix: [] }
  return { world: anywhere, system: anywhere, pinned: false, description: `not pinned (${why})` }
}

function hasTaskset(): boolean {
  return spawnSync('taskset', ['-cp', String(process.pid)], { stdio: 'ignore' }).status === 0
}

function allowedCpus(): number[] {
  try {
    return parseCpuList(/^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '')
  } catch {
    return []
  }
}
