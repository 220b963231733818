import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Registry } from 'prom-client'
import { OPEN_FILES, OPEN_FILES_MAX } from './metric-names.ts'
import { stateGauge } from './state-gauge.ts'

const LIST = '/proc/self/fd'
/** The soft limit, which a process of ours never changes. */
const LIMIT = /^Max open files\s+(\d+)/m

/** Shows how many files and sockets this process has open and may open, where there is a /proc. */
export function watchOpenFiles(registry: Registry): void {
  if (process.platform !== 'linux') return
  stateGauge(registry, OPEN_FILES, 'Number of open file descriptors', openFiles)
  const limit = openFilesLimit()
  stateGauge(registry, OPEN_FILES_MAX, 'Most file descriptors that the process may open', () => limit)
}

/**
 * Since Linux 6.2 their number is the size of the directory ("proc: report open files as size in stat() for /proc/pid/fd"). To list ten
 * thousand takes 10 ms, which a portal in trouble does not have to spare.
 */
function openFiles(): number | null {
  try {
    // The one that lists is not counted.
    return statSync(LIST).size || readdirSync(LIST).length - 1
  } catch {
    return null
  }
}

function openFilesLimit(): number | null {
  try {
    return Number(LIMIT.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity)
  } catch {
    return null
  }
}
