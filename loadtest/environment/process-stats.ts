import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** The kernel's unit of CPU time in /proc, per second: fixed at 100 for user space on x64 and arm64. */
const TICKS_PER_S = 100
const RSS_LINE = /^VmRSS:\s+(\d+) kB$/m

interface Stat {
  parent: number
  /** Start time in ticks since boot: with the pid it names a process for ever. */
  start: string
  zombie: boolean
  cpuS: number
  /** Of children that have ended and been waited for. */
  endedChildrenCpuS: number
}

/** What one process (or a tree) used. */
export interface ProcessReading {
  /** User + system CPU since its start, s. */
  cpuS: number
  /** Resident memory, MB; of a tree the sum, shared memory counted once per process. */
  rssMb: number
}

/** CPU and memory of one process; null when it is gone or there is no /proc. */
export function readProcess(pid: number): ProcessReading | null {
  const stat = readStat(pid)
  if (!stat) return null
  const status = readProc(`${pid}/status`) ?? ''
  return { cpuS: stat.cpuS, rssMb: Number(RSS_LINE.exec(status)?.[1] ?? 0) / 1024 }
}

/** CPU and memory of a process and all its descendants (PostgreSQL's backends); null when the root is gone or there is no /proc. */
export function readProcessTree(root: number): ProcessReading | null {
  const own = readProcess(root)
  if (!own) return null
  // Backends end with their connections (a portal that dies takes twenty with it); the root keeps their time.
  const total = { ...own, cpuS: own.cpuS + (readStat(root)?.endedChildrenCpuS ?? 0) }
  for (const pid of descendants(root)) {
    const reading = readProcess(pid)
    total.cpuS += reading?.cpuS ?? 0
    total.rssMb += reading?.rssMb ?? 0
  }
  return total
}

/**
 * CPU time of a process's living threads since its start, s, to the nanosecond where `readProcess` counts ticks of 10 ms; for intervals in which
 * none of them ends. null when it is gone, or where the kernel keeps no such record (/proc/pid/task/tid/schedstat).
 */
export function readThreadsCpuS(pid: number): number | null {
  let nanoseconds = 0
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
    }
  } catch {
    return null
  }
  return nanoseconds / 1e9
}

/**
 * When a process started, as a text that never changes while it lives: with the pid it tells our process from a later one that
 * was given the same pid. null when there is no such process (a zombie counts as gone).
 */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = readStat(pid)
    return stat && !stat.zombie ? stat.start : null
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2000 }).trim() || null
  } catch {
    return null
  }
}

function descendants(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readStat(Number(name))
    if (stat) parents.set(Number(name), stat.parent)
  }
  const found = new Set<number>([root])
  for (let size = 0; size !== found.size;) {
    size = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  found.delete(root)
  return [...found]
}

/** proc(5): the name in parentheses may hold spaces, so fields are counted from behind it; field 3 (state) is index 0. */
function readStat(pid: number): Stat | null {
  const text = readProc(`${pid}/stat`)
  if (text === null) return null
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    parent: Number(fields[1]),
    start: fields[19] ?? '',
    zombie: fields[0] === 'Z' || fields[0] === 'X',
    cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S,
    endedChildrenCpuS: (Number(fields[13]) + Number(fields[14])) / TICKS_PER_S,
  }
}

function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return null
  }
}
