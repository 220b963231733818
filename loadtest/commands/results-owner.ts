import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processStart } from '../environment/process-stats.ts'
import { UsageError } from './usage-error.ts'

/** Who writes to a results directory; there only while something is written. */
export const OWNER_FILE = 'owner.json'

interface Owner {
  pid: number
  /** With the pid it names a process for ever; null = it cannot be told. */
  start: string | null
}

/**
 * Makes this process the only one that writes to a results directory. One that died without giving it back is no hindrance.
 * @returns gives it back
 * @throws UsageError when another process, or this one, writes there
 */
export function ownResults(directory: string): () => void {
  refuseOwned(directory)
  const path = join(directory, OWNER_FILE)
  rmSync(path, { force: true })
  const owner: Owner = { pid: process.pid, start: processStart(process.pid) }
  try {
    writeFileSync(path, `${JSON.stringify(owner)}\n`, { flag: 'wx' })
  } catch (error) {
    // Another one was faster, or the disk does not take it.
    refuseOwned(directory)
    throw error
  }
  return () => rmSync(path, { force: true })
}

/** @throws UsageError when a living process writes to the directory */
export function refuseOwned(directory: string): void {
  const owner = ownerOf(join(directory, OWNER_FILE))
  if (owner !== null && processStart(owner.pid) === owner.start)
    throw new UsageError(`${directory} is still being run by process ${owner.pid}; let it end or stop it first`)
}

/** null = nobody's, or the line was being written when its process died. */
function ownerOf(path: string): Owner | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner
  } catch {
    return null
  }
}
