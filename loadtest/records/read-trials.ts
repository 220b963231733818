import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { RecordError } from './record-error.ts'

/** `trials/<id>/` of the trials that ended, in the order of their names. */
export async function trialDirs(dir: string): Promise<string[]> {
  const root = join(dir, 'trials')
  if (!existsSync(root)) return []
  const names = (await readdir(root)).toSorted()
  return names.map((name) => join(root, name)).filter((path) => existsSync(join(path, 'trial.json')))
}

/**
 * Reads trial after trial: the rows of one are all that has to fit in memory. One damaged file must not take the others with it.
 * @returns what was read, and of each trial that could not be, why
 */
export async function readTrials<T>(
  dir: string,
  read: (trialDir: string) => Promise<T>,
): Promise<{ trials: T[]; unreadable: string[] }> {
  const trials: T[] = []
  const unreadable: string[] = []
  for (const trialDir of await trialDirs(dir)) {
    try {
      trials.push(await read(trialDir))
    } catch (error) {
      if (!(error instanceof RecordError)) throw error
      // Relative: the same files give the same words wherever they are.
      unreadable.push(`trials/${basename(trialDir)}: ${error.message.replaceAll(`${trialDir}/`, '').replaceAll('\n', ' ')}`)
    }
  }
  return { trials, unreadable }
}
