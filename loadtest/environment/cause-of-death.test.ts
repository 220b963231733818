import { describe, expect, it } from '@jest/globals'
import { causeOfDeath } from './cause-of-death.ts'

const HEAP = `<--- Last few GCs --->
[1:0x1] 108 ms: Mark-Compact (reduce) 28.6 (31.8) -> 28.6 (30.8) MB
FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----
 1: 0x931db0 [node]`
const LISTEN = `node:events:487
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE: address already in use 127.0.0.1:3000
    at Server.setupListenHandle [as _listen2] (node:net:1940:16)
  code: 'EADDRINUSE'
}`
const FILES = `node:internal/fs/utils:1
Error: EMFILE: too many open files, open '/dev/null'
    at Object.openSync (node:fs:580:18) {
  errno: -24
}`

describe('causeOfDeath', () => {
  it.each([
    ['an exhausted heap', null, 'SIGABRT', HEAP, 'heap-out-of-memory', /^FATAL ERROR: Ineffective/],
    ['an exhausted heap seen through a shell', 134, null, HEAP, 'heap-out-of-memory', /heap out of memory$/],
    ['SIGKILL', null, 'SIGKILL', '', 'killed', /SIGKILL/],
    ['a port in use', 1, null, LISTEN, 'port-in-use', /^Error: listen EADDRINUSE/],
    ['no open files left', 1, null, FILES, 'too-many-open-files', /^Error: EMFILE/],
    [
      'an uncaught exception',
      1,
      null,
      'TypeError: x is undefined\n    at f',
      'uncaught-exception',
      /^TypeError: x is undefined$/,
    ],
    [
      'an uncaught exception after a survived EMFILE',
      1,
      null,
      `${FILES}\nRangeError: y\n    at f`,
      'uncaught-exception',
      /^RangeError/,
    ],
    ['an ordered end that had logged errors', 0, null, 'Error: EMFILE survived', 'unknown', /EMFILE/],
    ['a silent exit', 7, null, '', 'unknown', /^$/],
  ] as const)('recognises %s', (_name, code, signal, stderr, cause, evidence) => {
    const death = causeOfDeath({ code, signal }, stderr)
    expect(death.cause).toBe(cause)
    expect(death.evidence).toMatch(evidence)
  })

  it('keeps evidence short', () => {
    expect(causeOfDeath({ code: 1, signal: null }, `Error: ${'x'.repeat(5000)}`).evidence.length).toBe(300)
  })
})
