import { readdirSync, statSync } from 'node:fs'
import type { Registry } from 'prom-client'
import { OPEN_FILES } from './metric-names.ts'
import { stateGauge } from './state-gauge.ts'

const LIST = '/proc/self/fd'

/** Shows how many files and sockets this process has open, where there is a /proc. */
export function watchOpenFiles(registry: Registry): void {
  if (process.platform === 'linux') stateGauge(registry, OPEN_FILES, 'Number of open file descriptors', openFiles)
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
