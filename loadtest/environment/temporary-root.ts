import { chmodSync, lstatSync, mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * The directory that holds everything this user's labs put on the disk: `antrean-<uid>` below the system's temporary
 * directory. Others may pass through it (PostgreSQL runs as another user when we are root) but not list it.
 * @throws when somebody else owns a file of that name.
 */
export function temporaryRoot(): string {
  const uid = process.getuid?.() ?? 0
  const path = join(temporaryDirectory(uid), `antrean-${uid}`)
  mkdirSync(path, { recursive: true, mode: 0o711 })
  const found = lstatSync(path)
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o022) !== 0) {
    throw new Error(`${path} is not a directory of ours alone; remove it or set TMPDIR to another directory`)
  }
  chmodSync(path, 0o711)
  return path
}

/** A private TMPDIR (as some systems give to root) would keep the unprivileged PostgreSQL user out. */
function temporaryDirectory(uid: number): string {
  const candidates = uid === 0 ? [tmpdir(), '/tmp', '/var/tmp'] : [tmpdir()]
  return candidates.find(isTraversable) ?? tmpdir()
}

function isTraversable(path: string): boolean {
  try {
    if ((statSync(path).mode & 0o001) === 0) return false
  } catch {
    return false
  }
  return path === dirname(path) || isTraversable(dirname(path))
}
