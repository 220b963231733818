import { z } from 'zod'
import { jsonVariable } from '../service/config.ts'
import { loadStrategies, planOf } from './load-strategies.ts'
import type { Envelope, Plan } from './strategy.ts'

/** An envelope as it comes from outside. */
export const envelopeSchema: z.ZodType<Envelope> = z.object({
  heapMb: z.int().min(64),
  connections: z.int().min(1),
  openFiles: z.int().min(256),
  agency: z.object({ slots: z.int().min(1), serviceMs: z.number().positive(), dailyQuota: z.int().min(1).nullable() }),
  restart: z.object({ firstMs: z.number().positive(), resetAfterS: z.number().positive() }),
})

/** The variables by which portal and worker learn their strategy; spread its `.shape` into the schema of a process. */
export const strategyConfig = z.object({
  STRATEGY: z.string().min(1).describe('the name of a file in strategies/, such as inline or fifo'),
  STRATEGY_OPTIONS: jsonVariable(z.record(z.string(), z.unknown()), 'the options of the strategy as a JSON object').default({}),
  ENVELOPE: jsonVariable(envelopeSchema, 'the envelope as JSON: heapMb, connections, openFiles, agency, restart'),
})

/** The plan that the variables ask for; a wrong choice ends the process as any other wrong environment does (`readConfig`). */
export async function choosePlan({ STRATEGY, STRATEGY_OPTIONS, ENVELOPE }: z.infer<typeof strategyConfig>): Promise<Plan> {
  try {
    const strategies = await loadStrategies()
    const strategy = strategies.get(STRATEGY)
    if (!strategy) throw new Error(`there is none named ${STRATEGY}; there are ${[...strategies.keys()].join(', ')}`)
    return planOf(strategy, STRATEGY_OPTIONS, ENVELOPE)
  } catch (error) {
    process.stderr.write(`STRATEGY, STRATEGY_OPTIONS or ENVELOPE: ${(error as Error).message}\n`)
    process.exit(2)
  }
}
