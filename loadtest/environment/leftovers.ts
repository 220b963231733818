import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { signalGroup } from './owned-process.ts'
import { dropDatabase } from './postgres.ts'
import { processStart } from './process-stats.ts'
import { JOURNAL, removeRunDirectory, type JournalEntry } from './run-directory.ts'
import { temporaryRoot } from './temporary-root.ts'

const TERM_LIMIT_MS = 3_000
const KILL_LIMIT_MS = 3_000

/** What was found and undone, and who else is at work. */
export interface Leftovers {
  directories: number
  processes: number
  databases: number
  /** Processes of other labs that still run. */
  others: number[]
}

/**
 * Undoes what labs that were killed could not undo themselves: ends their processes, drops their databases, removes their
 * directories. Labs that still run are left alone. Called at every start.
 */
export async function cleanUpLeftovers(root = temporaryRoot()): Promise<Leftovers> {
  const total: Leftovers = { directories: 0, processes: 0, databases: 0, others: [] }
  const runs = readdirSync(root).filter((name) => /^run-\d+-/.test(name))
  for (const name of runs) {
    const found = await cleanUpRun(join(root, name))
    if ('owner' in found) {
      if (found.owner !== process.pid) total.others.push(found.owner)
      continue
    }
    total.directories += 1
    total.processes += found.processes
    total.databases += found.databases
  }
  return total
}

/** Processes that a run has started and that still live, servers of the whole run included. */
export function livingProcesses(path: string): number[] {
  return living(recordedProcesses(readJournal(path))).map(({ pid }) => pid)
}

/** Undoes one run if its owner is dead; else says who that is. */
export async function cleanUpRun(path: string): Promise<{ owner: number } | { processes: number; databases: number }> {
  const entries = readJournal(path)
  const owner = livingOwner(path, entries)
  if (owner !== null) return { owner }
  const processes = await endProcesses(entries)
  const databases = await dropDatabases(entries)
  removeRunDirectory(path)
  return { processes, databases }
}

/** A journal that was never begun belongs to a lab that died, or is just being born: then the pid in the name decides. */
function livingOwner(path: string, entries: readonly JournalEntry[]): number | null {
  const owner = entries.find((entry) => entry.kind === 'owner')
  if (owner) return processStart(owner.pid) === owner.start ? owner.pid : null
  const pid = Number(/run-(\d+)-/.exec(path)?.[1])
  return processStart(pid) === null ? null : pid
}

async function endProcesses(entries: readonly JournalEntry[]): Promise<number> {
  const recorded = recordedProcesses(entries)
  const count = living(recorded).length
  for (const [signal, limitMs] of [
    ['SIGTERM', TERM_LIMIT_MS],
    ['SIGKILL', KILL_LIMIT_MS],
  ] as const) {
    for (const { pid } of living(recorded)) signalGroup(pid, signal)
    for (const limit = Date.now() + limitMs; living(recorded).length > 0 && Date.now() < limit;) await sleep(20)
  }
  return count
}

type RecordedProcess = Extract<JournalEntry, { kind: 'process' }>

function recordedProcesses(entries: readonly JournalEntry[]): RecordedProcess[] {
  return entries.filter((entry) => entry.kind === 'process')
}

function living(recorded: readonly RecordedProcess[]): RecordedProcess[] {
  return recorded.filter(({ pid, start }) => processStart(pid) === start)
}

async function dropDatabases(entries: readonly JournalEntry[]): Promise<number> {
  const kept = new Map<string, string>()
  for (const entry of entries) {
    if (entry.kind === 'database') kept.set(entry.name, entry.adminUrl)
    if (entry.kind === 'dropped') kept.delete(entry.name)
  }
  let dropped = 0
  for (const [name, adminUrl] of kept) {
    try {
      await dropDatabase(adminUrl, name)
      dropped += 1
    } catch {
      // That server is gone or no longer lets us in: nothing more can be done, and the directory must not stay for ever.
    }
  }
  return dropped
}

function readJournal(path: string): JournalEntry[] {
  let text = ''
  try {
    text = readFileSync(join(path, JOURNAL), 'utf8')
  } catch {
    // Removed meanwhile by another lab's cleaning, or died before its first line.
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as JournalEntry]
    } catch {
      return [] // The line that was being written when the lab died.
    }
  })
}
