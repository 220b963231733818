import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { RunDirectory } from './run-directory.ts'

/** How much of a process's last words is kept as evidence. */
const TAIL_BYTES = 64 * 1024

export interface OwnedProcessSpec {
  command: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  cwd: string
  user?: { uid: number; gid: number } | null
  /** Gives the child an IPC channel: it sees the lab die as `disconnect`. */
  ipc?: boolean
  /** File that stdout and stderr are appended to. */
  logFile?: string
}

export interface ProcessEnd {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface OwnedProcess {
  readonly pid: number
  readonly child: ChildProcess
  /** Settles when the process has ended and its pipes are drained. */
  readonly ended: Promise<ProcessEnd>
  /** Last 64 KB of stderr. */
  stderrTail(): string
  /** Last 64 KB of stdout. */
  stdoutTail(): string
  /** Signals the process group; nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void
  /** Sends `signal` to the process group and, after `graceMs`, SIGKILL. Resolves when it has ended. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<ProcessEnd>
}

/**
 * Starts a process that leads its own process group (so that a Ctrl-C meant for the lab does not reach it and the whole group
 * can be ended) and journals it in the run directory.
 * @throws when the program cannot be started.
 */
export async function startOwnedProcess(run: RunDirectory, spec: OwnedProcessSpec): Promise<OwnedProcess> {
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: spec.ipc ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    ...spec.user,
  })
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  child.on('error', () => {}) // An IPC channel that breaks when the child dies; `close` tells of the death.
  const pid = child.pid as number
  run.recordProcess(pid)
  if (spec.logFile) copyOutput(child, spec.logFile)
  let over = false
  const ended = new Promise<ProcessEnd>((resolve) =>
    child.once('close', (code, signal) => {
      over = true
      resolve({ code, signal })
    }),
  )
  // Once it has ended, its id may belong to somebody else.
  const signalOurs = (signal: NodeJS.Signals) => {
    if (!over) signalGroup(pid, signal)
  }
  return {
    pid,
    child,
    ended,
    stderrTail: keepTail(child.stderr),
    stdoutTail: keepTail(child.stdout),
    signal: signalOurs,
    async stop(signal, graceMs) {
      signalOurs(signal)
      const timer = setTimeout(() => signalOurs('SIGKILL'), graceMs)
      const end = await ended
      clearTimeout(timer)
      return end
    },
  }
}

/** Signals a process group; no error when it is already gone. */
export function signalGroup(pgid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pgid, signal)
  } catch {
    // ESRCH: nobody left.
  }
}

/** Keeps the last words; reading also drains the pipe, without which the child would block on its own log. */
function keepTail(output: Readable | null): () => string {
  let tail = Buffer.alloc(0)
  output?.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES)
  })
  return () => tail.toString('utf8')
}

function copyOutput(child: ChildProcess, file: string): void {
  const log = createWriteStream(file, { flags: 'a' })
  for (const output of [child.stdout, child.stderr]) output?.pipe(log, { end: false })
  // A full disk must not block the child: unpiped, the output still flows into its tail.
  log.on('error', () => [child.stdout, child.stderr].forEach((output) => output?.unpipe(log).resume()))
  child.once('close', () => log.end())
}
