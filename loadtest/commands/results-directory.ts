import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { OWNER_FILE } from './results-owner.ts'
import { UsageError } from './usage-error.ts'

/**
 * The directory that a command writes to: `--out`, else `results/<time>-<name>`. Results are never written over.
 * @throws UsageError when there is something in it, or when it cannot be made
 */
export function makeResultsDirectory(out: string | undefined, name: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
  const path = resolve(out ?? join('results', `${time}-${name}`))
  try {
    // One that was killed before it wrote anything else leaves its name.
    if (existsSync(path) && readdirSync(path).some((file) => file !== OWNER_FILE))
      throw new UsageError(`--out ${path} is not empty; name a new directory`)
    makeDirectory(path)
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`--out ${path} cannot be written: ${(error as Error).message}`)
  }
  return path
}

/** One directory at a time: node's `recursive` never comes back where the kernel denies that a parent exists (below /proc). */
function makeDirectory(path: string): void {
  if (existsSync(path)) return
  makeDirectory(dirname(path))
  accessSync(dirname(path), constants.W_OK | constants.X_OK)
  try {
    mkdirSync(path)
  } catch (error) {
    // Another command may have made the same parent just now.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** @throws UsageError when `dir` is missing or holds no results */
export function existingResults(dir: string | undefined): string {
  if (dir === undefined) throw new UsageError('which results? name a directory, e.g. npm start -- report results/<time>-crash')
  const path = resolve(dir)
  if (!existsSync(path)) throw new UsageError(`there is no directory ${path}`)
  if (!existsSync(join(path, 'manifest.json'))) throw new UsageError(`${path} holds no results: manifest.json is missing`)
  return path
}
