import { z } from 'zod'

/** A TCP port; 0 lets the system choose a free one. */
export const portVariable = z.coerce.number().int().min(0).max(65_535).describe('a TCP port, 0 for any free one')

/** A variable that holds JSON, checked against `schema`. */
export function jsonVariable<T>(schema: z.ZodType<T>, description: string) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' })
        return z.NEVER
      }
    })
    .pipe(schema)
    .describe(description)
}

/** What every process reads; spread its `.shape` into the schema of a process. */
export const commonConfig = z.object({
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  METRICS_PORT: portVariable.default(0),
})

/** Every problem of an environment, one line each; never holds a value, since values may be secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads a process's configuration from environment variables; an empty variable counts as absent.
 * @throws ConfigError that names each wrong variable and what it should hold.
 */
export function parseConfig<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = schema.safeParse(present)
  if (result.success) return result.data
  throw new ConfigError(result.error.issues.map((issue) => explain(schema, issue, present)).join('\n'))
}

/** As `parseConfig`, for a process's first line: a wrong environment is explained on stderr and ends the process, exit 2. */
export function readConfig<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv = process.env): T {
  try {
    return parseConfig(schema, env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    return process.exit(2)
  }
}

function explain(schema: z.ZodType, issue: z.core.$ZodIssue, env: NodeJS.ProcessEnv): string {
  const [variable, ...inside] = issue.path.map(String)
  if (variable === undefined) return `environment: ${issue.message}`
  const problem = env[variable] === undefined ? 'is not set' : [inside.join('.'), issue.message].filter(Boolean).join(': ')
  const description = schema instanceof z.ZodObject ? descriptionOf(schema.shape[variable]) : undefined
  return `${variable}: ${problem}${description === undefined ? '' : `; set it to ${description}`}`
}

/** Looks below `.default()` and `.optional()`, which hide the description of what they wrap. */
function descriptionOf(field: unknown): string | undefined {
  if (!(field instanceof z.ZodType)) return undefined
  if (field.description !== undefined) return field.description
  return field instanceof z.ZodDefault || field instanceof z.ZodOptional ? descriptionOf(field.unwrap()) : undefined
}
