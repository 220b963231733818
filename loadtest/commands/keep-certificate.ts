import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'

const STORED = new URL('../../docs/certificate.json', import.meta.url)

/** Lays the stored certificate of the generators beside the results that rely on it; the report shows it. Without one nothing happens. */
export function keepCertificate(directory: string): void {
  if (existsSync(STORED)) copyFileSync(STORED, join(directory, 'certificate.json'))
}
