import type { ProcessExit } from '../records/trial-facts.ts'
import type { TrialSecond } from '../trials/observer.ts'

const unknown = '?'

/** One line that says how a trial stands. */
export function trialLine(now: TrialSecond): string {
  return [
    `${String(now.second).padStart(3)} s ${now.stage.padEnd(6)}`,
    `arriving ${pad(now.arriving, 3)}/s`,
    `permits ${pad(now.permits, 3)}/s`,
    `p99 ${now.p99Ms === null ? '    ?' : `${(now.p99Ms / 1000).toFixed(1).padStart(4)}s`}`,
    `on their way ${pad(now.inFlight, 5)}`,
    `backlog ${pad(now.backlog, 5)}`,
    `heap ${pad(now.heapMb === null ? null : Math.round(now.heapMb), 3)} MB`,
    now.portalUp ? '' : 'PORTAL DOWN',
  ].join('  ')
}

/** The line shown the moment a process dies. */
export function deathLine(exit: ProcessExit): string {
  return `${exit.atS.toFixed(1)} s: ${exit.process} died, ${exit.signal ?? `exit ${exit.code}`}, ${exit.cause}`
}

function pad(value: number | null, width: number): string {
  return (value === null ? unknown : String(value)).padStart(width)
}
