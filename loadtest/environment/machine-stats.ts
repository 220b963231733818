import { readFileSync } from 'node:fs'

/**
 * Starts to measure the time the hypervisor took away from this machine. The function it returns gives the share since then, % of all
 * CPUs' time; null where there is no /proc/stat.
 */
export function readStealPct(): () => number | null {
  const before = readTotals()
  return () => {
    const after = readTotals()
    if (!before || !after || after.total <= before.total) return null
    return ((after.steal - before.steal) / (after.total - before.total)) * 100
  }
}

/** proc(5): user nice system idle iowait irq softirq steal guest guest_nice; guest time is contained in user time. */
function readTotals(): { total: number; steal: number } | null {
  try {
    const times = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').slice(0, 8).map(Number)
    return times ? { total: times.reduce((sum, time) => sum + time, 0), steal: times[7] ?? 0 } : null
  } catch {
    return null
  }
}
