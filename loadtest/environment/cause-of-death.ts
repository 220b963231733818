import type { ProcessExit } from '../records/trial-facts.ts'
import type { ProcessEnd } from './owned-process.ts'

type Death = Pick<ProcessExit, 'cause' | 'evidence'>

const EVIDENCE_LENGTH = 300
/** V8's last words; the process then aborts (SIGABRT, or 134 through a shell). */
const HEAP = /^.*(?:JavaScript heap out of memory|ERR_WORKER_OUT_OF_MEMORY).*$/m
/** How Node prints what nobody caught: `TypeError: ...`, `Error [ERR_X]: ...`, `Uncaught 'text'`. */
const UNCAUGHT = /^(?:Uncaught\b.*|\w*(?:Error|Exception)\b(?: \[\w+\])?(?::.*)?|.*\[UnhandledPromiseRejection.*)$/gm

/** Finds in a process's last words why it died. An ordered end (code 0 or a signal it was sent to stop) has no cause to find. */
export function causeOfDeath({ code, signal }: ProcessEnd, stderr: string): Death {
  const heap = HEAP.exec(stderr)?.[0]
  if (heap && code !== 0) return death('heap-out-of-memory', heap)
  if (signal === 'SIGKILL' || code === 137)
    return death('killed', lastLine(stderr) || 'SIGKILL: from outside, or the kernel was out of memory')
  const uncaught = [...stderr.matchAll(UNCAUGHT)].at(-1)
  if (code === 0 || signal === 'SIGTERM' || signal === 'SIGINT' || !uncaught) return death('unknown', lastLine(stderr))
  // Node prints the properties of the error (its code) behind the stack, hence everything from that line on.
  const words = stderr.slice(uncaught.index)
  if (/\b(?:EMFILE|ENFILE)\b/.test(words)) return death('too-many-open-files', uncaught[0])
  if (/\bEADDRINUSE\b/.test(words)) return death('port-in-use', uncaught[0])
  return death('uncaught-exception', uncaught[0])
}

function death(cause: Death['cause'], evidence: string): Death {
  return { cause, evidence: evidence.trim().slice(0, EVIDENCE_LENGTH) }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
