import { readFileSync } from 'node:fs'

/** What is really in force for a process; null where it cannot be read. */
export interface AppliedLimits {
  /** V8 old-space limit from its command line, MB. */
  heapMb: number | null
  openFiles: number | null
  /** List of CPUs as the kernel writes it, e.g. `1`. */
  cpus: string | null
}

/** Nothing could be read. */
export const UNKNOWN_LIMITS: AppliedLimits = { heapMb: null, openFiles: null, cpus: null }

/**
 * Reads the limits of a Node process back from the kernel. Unknown until Node runs there: the programs that set the limits carry Node's
 * flags on their own command line before anything is in force.
 */
export function readAppliedLimits(pid: number): AppliedLimits {
  const [program, ...args] = read(pid, 'cmdline').split('\0')
  if (program !== process.execPath) return UNKNOWN_LIMITS
  const heap = /--max-old-space-size=(\d+)/.exec(args.join(' '))?.[1]
  const files = /^Max open files\s+(\d+)/m.exec(read(pid, 'limits'))?.[1]
  const cpus = /^Cpus_allowed_list:\s*(\S+)/m.exec(read(pid, 'status'))?.[1]
  return { heapMb: heap ? Number(heap) : null, openFiles: files ? Number(files) : null, cpus: cpus ?? null }
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
