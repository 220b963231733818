import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Started {
  child: ChildProcess
  /** What the first line it logs says: its ports. */
  ports: Record<string, number>
}

/** Starts a process of the system (path from worker/), without Redis and on any metrics port unless `env` says otherwise. */
export function launch(script: string, env: Record<string, string>): ChildProcess {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url))
  const whole = { ...process.env, REDIS_URL: '', METRICS_PORT: '0', ...env }
  return fork(file, { env: whole, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
}

/** Launches and waits for the first logged line; the rest of the output is drained. */
export async function start(script: string, env: Record<string, string>): Promise<Started> {
  const child = launch(script, env)
  child.stderr!.pipe(process.stderr)
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
  return { child, ports: JSON.parse(line) as Record<string, number> }
}

/** Stops it gracefully; answers its exit code, null when it was killed. */
export async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}
