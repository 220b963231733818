import type { Manifest } from '../records/manifest.ts'
import { BLOCKS_FOR_INTERVAL } from '../statistics/comparisons.ts'
import type { Study } from './read-study.ts'

/** Of `up`, which alone starts nothing but an idle portal. */
const BY_HAND = '# These trials were ordered by hand, one by one: the command of each stands in the table of all trials below.'

/** What to type to get the same again, with intervals, and this report once more. */
export function repeatCommands({ manifest }: Study): string[] {
  const { command, commit, modified } = manifest
  const repeats = manifest.study?.repeats ?? 1
  return [
    ...(modified ? ['# The working copy was modified: the commit alone does not give the same.'] : []),
    ...(commit === null ? [] : [`git checkout ${quoted(commit)}`]),
    ...(command === 'up' ? [BY_HAND] : [wholeCommand(manifest)]),
    ...(command === 'study' && repeats < BLOCKS_FOR_INTERVAL ? [studyCommand(manifest, BLOCKS_FOR_INTERVAL)] : []),
    'npm start -- report DIRECTORY',
  ]
}

/** Everything that the manifest describes, once more. */
export function wholeCommand({ command, argv, seed }: Pick<Manifest, 'command' | 'argv' | 'seed'>): string {
  return `npm start -- ${[command, ...seeded(withoutOut(argv), seed)].map(quoted).join(' ')}`
}

/** One block of a study: the people of its seed come to every arm. */
export function blockCommand({ argv }: Pick<Manifest, 'argv'>, seed: number): string {
  const others = argv.filter((word, index) => !word.startsWith('--seed') && argv[index - 1] !== '--seed')
  return studyCommand({ argv: others, seed }, 1)
}

/** The same study, or the one that a pilot was for, with so many blocks. */
export function studyCommand({ argv, seed }: Pick<Manifest, 'argv' | 'seed'>, blocks: number): string {
  const again = withoutOut(argv)
  const rest = again.filter(
    (word, index) => word !== '--plan' && !word.startsWith('--repeats') && again[index - 1] !== '--repeats',
  )
  return `npm start -- ${['study', ...seeded(rest, seed), '--repeats', String(blocks)].map(quoted).join(' ')}`
}

/** The seed written out, so that a later default changes nothing. */
function seeded(argv: readonly string[], seed: number): readonly string[] {
  return argv.some((word) => word.startsWith('--seed')) ? argv : [...argv, '--seed', String(seed)]
}

/** Where the results went is the only thing that is not to be repeated. */
export function withoutOut(argv: readonly string[]): string[] {
  return argv.filter((word, index) => !word.startsWith('--out') && argv[index - 1] !== '--out')
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
