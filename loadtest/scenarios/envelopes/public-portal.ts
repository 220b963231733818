import type { Envelope } from '../../../strategies/strategy.ts'

/**
 * A small public portal: nominal capacity 30 slots / 1 s = 30 applications per second. The identity registry is the
 * scarce resource on purpose, so that results do not depend on the CPU of the machine the laboratory runs on.
 */
export const publicPortal: Envelope = {
  heapMb: 256,
  connections: 12,
  openFiles: 8192,
  agency: { slots: 30, serviceMs: 1000, dailyQuota: null },
  restart: { firstMs: 100, resetAfterS: 10 },
}
