import { z } from 'zod'
import { loadFolder } from '../service/load-folder.ts'
import type { Envelope, Plan, Strategy } from './strategy.ts'

const contract = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  summary: z.string().min(10),
  reference: z.string().min(10),
  options: z.instanceof(z.ZodType),
  durability: z.enum(['durable', 'volatile']),
  plan: z.function(),
})

/** Every strategy of this folder, by name. @throws Error that lists what is wrong with all files at once */
export function loadStrategies(): Promise<Map<string, Strategy>> {
  return loadFolder<Strategy>(new URL('.', import.meta.url), contract, ['strategy', 'load-strategies', 'strategy-config'])
}

/**
 * A strategy's plan under an envelope, checked against it: nobody gets more connections or memory than the others.
 * @param options as given by `--set`; unknown ones are errors that name the option
 * @throws Error for options that do not fit, and for a plan that breaks the envelope
 */
export function planOf(strategy: Strategy, options: unknown, envelope: Envelope): Plan {
  const parsed = strategy.options.safeParse(options)
  if (!parsed.success) {
    const known = strategy.options instanceof z.ZodObject ? Object.keys(strategy.options.shape) : []
    throw new Error(`options of ${strategy.name}: ${z.prettifyError(parsed.error)}; it knows: ${known.join(', ') || 'none'}`)
  }
  const plan = strategy.plan(parsed.data, envelope)
  const problems = [
    sumProblem('connections', plan.connections, envelope.connections),
    sumProblem('heapMb', plan.heapMb, envelope.heapMb),
    plan.intake === 'queued' && plan.lanes.length === 0 ? 'queued, but without a lane' : null,
    plan.intake === 'queued' && (plan.engine === 'none' || plan.connections.worker < 1)
      ? 'queued, but without engine or worker'
      : null,
    plan.intake === 'inline' && !plan.inline ? 'inline, but does not say how' : null,
  ].filter((problem) => problem !== null)
  if (problems.length > 0) throw new Error(`plan of ${strategy.name}: ${problems.join('; ')}`)
  return plan
}

function sumProblem(what: string, { portal, worker }: { portal: number; worker: number }, total: number): string | null {
  return portal + worker === total ? null : `${what} of portal and worker sum to ${portal + worker}, the envelope has ${total}`
}
