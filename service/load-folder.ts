import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'

/**
 * Loads a folder where one file = one thing (a strategy, a scenario, ...): imports every `*.ts` except tests, declarations
 * and `except` (names without `.ts`), in alphabetical order, and checks that the default export fits `schema` and
 * is named as its file. The exported object itself is returned, not a copy made by the schema.
 * @throws Error that lists the problems of all files at once.
 */
export async function loadFolder<T extends { name: string }>(
  folder: URL,
  schema: z.ZodType,
  except: readonly string[],
): Promise<Map<string, T>> {
  const base = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`)
  const names = (await readdir(base))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
    .map((file) => basename(file, '.ts'))
    .filter((name) => !except.includes(name))
    .toSorted()

  const problems: string[] = []
  const loaded = new Map<string, T>()
  for (const name of names) {
    try {
      loaded.set(name, await loadFile<T>(new URL(`${name}.ts`, base), name, schema))
    } catch (error) {
      problems.push(`${name}.ts: ${messageOf(error)}`)
    }
  }
  if (problems.length > 0)
    throw new Error([`${problems.length} of ${names.length} files in ${base.pathname} are wrong:`, ...problems].join('\n  '))
  return loaded
}

async function loadFile<T extends { name: string }>(file: URL, name: string, schema: z.ZodType): Promise<T> {
  const module: { default?: T } = await import(file.href)
  if (module.default === undefined) throw new Error('has no default export')
  const result = schema.safeParse(module.default)
  const wrong = result.success
    ? []
    : result.error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': '))
  if (module.default.name !== name) wrong.unshift(`is named '${module.default.name}', must be named as its file, '${name}'`)
  if (wrong.length > 0) throw new Error(wrong.join('; '))
  return module.default
}

// Not `instanceof`: an error thrown by Node itself belongs to another realm when tests run in a vm context.
function messageOf(error: unknown): string {
  return z.object({ message: z.string() }).safeParse(error).data?.message ?? String(error)
}
