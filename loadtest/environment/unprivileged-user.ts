import { readFileSync } from 'node:fs'

/** PostgreSQL refuses to run as root. `nobody` exists on every Linux; 65534 is its id where /etc/passwd does not say. */
export function unprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  let entry: string[] | undefined
  try {
    entry = /^nobody:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':')
  } catch {
    // No passwd file in a minimal container.
  }
  return { uid: Number(entry?.[2] ?? 65_534), gid: Number(entry?.[3] ?? 65_534) }
}
