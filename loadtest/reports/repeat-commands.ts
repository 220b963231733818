import type { Study } from './read-study.ts'

/** What to type to get the same again, with intervals, and this report once more. */
export function repeatCommands({ manifest }: Study): string[] {
  const { command, name, seed, commit } = manifest
  const again = withoutOut(manifest.argv)
  const seeded = again.some((word) => word.startsWith('--seed')) ? again : [...again, '--seed', String(seed)]
  return [
    ...(commit === null ? [] : [`git checkout ${quoted(commit)}`]),
    `npm start -- ${[command, ...seeded].map(quoted).join(' ')}`,
    ...(command === 'study' ? [`npm start -- study ${quoted(name)} --repeats 8 --seed ${seed}`] : []),
    'npm start -- report DIRECTORY',
  ]
}

/** Where the results went is the only thing that is not to be repeated. */
function withoutOut(argv: readonly string[]): string[] {
  return argv.filter((word, index) => !word.startsWith('--out') && argv[index - 1] !== '--out')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
