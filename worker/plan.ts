import type { EngineName, Plan } from '../strategies/strategy.ts'
import { loadStrategies, planOf } from '../strategies/load-strategies.ts'
import type { z } from 'zod'
import type { workerConfig } from './config.ts'

type Choice = Pick<z.infer<typeof workerConfig>, 'STRATEGY' | 'STRATEGY_OPTIONS' | 'ENVELOPE'>
export type QueuedPlan = Plan & { engine: Exclude<EngineName, 'none'> }

/** The plan of the chosen strategy; a wrong choice ends the process as any other wrong environment does (exit 2). */
export async function choosePlan({ STRATEGY, STRATEGY_OPTIONS, ENVELOPE }: Choice): Promise<QueuedPlan> {
  try {
    const strategies = await loadStrategies()
    const strategy = strategies.get(STRATEGY)
    if (!strategy) throw new Error(`there is none named ${STRATEGY}; there are ${[...strategies.keys()].join(', ')}`)
    const plan = planOf(strategy, STRATEGY_OPTIONS, ENVELOPE)
    if (plan.intake !== 'queued' || plan.engine === 'none')
      throw new Error(`${STRATEGY} issues inside the request, it has no worker`)
    return { ...plan, engine: plan.engine }
  } catch (error) {
    process.stderr.write(`STRATEGY, STRATEGY_OPTIONS or ENVELOPE: ${(error as Error).message}\n`)
    process.exit(2)
  }
}
