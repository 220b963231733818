import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

/** Ends the watch when everything has been undone in the ordinary way. */
export interface DeathWatch {
  end(): void
}

/**
 * Undoes the run of this directory even when its lab is killed with SIGKILL: a shell waits on a pipe whose other end dies with the lab, then runs the
 * same cleaning that the next start would run. It costs one sleeping shell.
 */
export function watchOver(path: string): DeathWatch {
  const script = fileURLToPath(new URL('./clean-up-run.ts', import.meta.url))
  const wait = 'while read -r _; do :; done; exec "$@"'
  const watch = spawn('sh', ['-c', wait, 'antrean-watch', process.execPath, script, path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watch.on('error', () => {}) // Without a shell the next start cleans up.
  // Watching is no reason to stay alive.
  watch.unref()
  ;(watch.stdin as Socket | null)?.unref()
  return { end: () => void watch.kill('SIGKILL') }
}
