import { setTimeout as delay } from 'node:timers/promises'

/** Resolves when the condition holds. @throws Error that quotes the condition when it does not within the time */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not so within ${timeoutMs} ms: ${condition.toString()}`)
    await delay(20)
  }
}
