import { randomBytes } from 'node:crypto'
import { appendFileSync, chmodSync, mkdirSync, rmSync, rmdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { watchOver } from './death-watch.ts'
import { processStart } from './process-stats.ts'
import { temporaryRoot } from './temporary-root.ts'

export const JOURNAL = 'journal.jsonl'

/** One line of a run's journal: what has to be undone when the lab could not do it itself. */
export type JournalEntry =
  | { kind: 'owner'; pid: number; start: string }
  | { kind: 'process'; pid: number; start: string }
  /** A database in somebody's own PostgreSQL; `dropped` once it is gone. */
  | { kind: 'database' | 'dropped'; adminUrl: string; name: string }

/** One lab's own directory; nothing of ours is anywhere else. */
export interface RunDirectory {
  readonly path: string
  /** `run-<pid>-<random>`. */
  readonly name: string
  /** Makes a subdirectory; `mode` defaults to ours alone. */
  subdirectory(name: string, mode?: number): string
  /** Journals something before anybody can forget it. */
  record(entry: JournalEntry): void
  /** Journals a process that leads a process group of its own. */
  recordProcess(pid: number): void
  /** Removes the directory with all that is in it; stop the processes first. */
  remove(): void
}

/**
 * Makes this process's run directory, traversable by others (PostgreSQL may run as another user) but readable by us alone, and sets
 * a watch over it: whatever is recorded there is undone even when this process is killed.
 */
export function openRunDirectory(): RunDirectory {
  const path = join(temporaryRoot(), `run-${process.pid}-${randomBytes(4).toString('hex')}`)
  makeDirectory(path, 0o711)
  const record = (entry: JournalEntry) => appendFileSync(join(path, JOURNAL), `${JSON.stringify(entry)}\n`, { mode: 0o600 })
  const recordPid = (kind: 'owner' | 'process', pid: number) => {
    const start = processStart(pid)
    if (start !== null) record({ kind, pid, start })
  }
  recordPid('owner', process.pid)
  const watch = watchOver(path)
  return {
    path,
    name: basename(path),
    subdirectory(name, mode = 0o700) {
      const directory = join(path, name)
      makeDirectory(directory, mode)
      return directory
    },
    record,
    recordProcess: (pid) => recordPid('process', pid),
    remove() {
      removeRunDirectory(path)
      watch.end()
    },
  }
}

/** Of exactly this mode, whatever the umask. */
function makeDirectory(path: string, mode: number): void {
  mkdirSync(path, { recursive: true, mode })
  chmodSync(path, mode)
}

/** Removes a run's directory and, after the last one, the directory of them all. */
export function removeRunDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  try {
    rmdirSync(dirname(path))
  } catch {
    // Other labs are still at work.
  }
}
