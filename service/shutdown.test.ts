import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

let folder: string
let running: ChildProcess | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shutdown-'))
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => {
  running?.kill('SIGKILL')
})

/** A real process that stays until it is told to stop; `stop` is the body of its stop function. */
async function start(stop: string) {
  const script = join(folder, `${Math.random()}.mjs`)
  await writeFile(
    script,
    `import { createLog } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)}
     import { onShutdown } from ${JSON.stringify(new URL('shutdown.ts', import.meta.url).href)}
     setInterval(() => {}, 1000)
     onShutdown(async () => { ${stop} }, createLog('child'))
     process.send('ready')`,
  )
  const child = fork(script, { execArgv: [], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  running = child
  let stdout = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  await once(child, 'message')
  return { child, output: () => stdout }
}

/** Not `close`: it never comes after a disconnect from this side. */
async function exitCode(child: ChildProcess): Promise<number | null> {
  const ended = child.stdout && once(child.stdout, 'end')
  const [code]: (number | null)[] = await once(child, 'exit')
  await ended
  return code ?? null
}

describe('onShutdown', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('stops once at %s and exits with 0', async (signal) => {
    const { child, output } = await start(`console.log('stop ran'); await new Promise((done) => setTimeout(done, 100))`)
    child.kill(signal)
    child.kill(signal)
    expect(await exitCode(child)).toBe(0)
    expect(output().match(/stop ran/g)).toHaveLength(1)
    expect(output()).toContain(`"reason":"${signal}"`)
  })

  it('stops when the parent closes the channel', async () => {
    const { child, output } = await start(`console.log('stop ran')`)
    child.disconnect()
    expect(await exitCode(child)).toBe(0)
    expect(output()).toContain('stop ran')
  })

  it('exits with 1 when stopping fails', async () => {
    const { child, output } = await start(`throw new Error('disk gone')`)
    child.kill('SIGTERM')
    expect(await exitCode(child)).toBe(1)
    expect(output()).toContain('disk gone')
  })

  it('cuts off a stop that never ends', async () => {
    const { child, output } = await start(`await new Promise(() => {})`)
    const startedMs = performance.now()
    child.kill('SIGTERM')
    expect(await exitCode(child)).toBe(0)
    const tookMs = performance.now() - startedMs
    expect(tookMs).toBeGreaterThan(4900)
    expect(tookMs).toBeLessThan(8000)
    expect(output()).toContain('cut off')
  })
})
