import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from './usage-error.ts'

/**
 * The directory that a command writes to: `--out`, else `results/<time>-<name>`. Results are never written over.
 * @throws UsageError when there is something in it, or when it cannot be made
 */
export function makeResultsDirectory(out: string | undefined, name: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
  const path = resolve(out ?? join('results', `${time}-${name}`))
  try {
    if (existsSync(path) && readdirSync(path).length > 0) throw new UsageError(`--out ${path} is not empty; name a new directory`)
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`--out ${path} cannot be written: ${(error as Error).message}`)
  }
  return path
}

/** @throws UsageError when `dir` is missing or holds no results */
export function existingResults(dir: string | undefined): string {
  if (dir === undefined) throw new UsageError('which results? name a directory, e.g. npm start -- report results/<time>-crash')
  const path = resolve(dir)
  if (!existsSync(path)) throw new UsageError(`there is no directory ${path}`)
  if (!existsSync(join(path, 'manifest.json'))) throw new UsageError(`${path} holds no results: manifest.json is missing`)
  return path
}
