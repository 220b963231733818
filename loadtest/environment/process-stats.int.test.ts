import { describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { processStart, readProcess, readProcessTree, readThreadsCpuS } from './process-stats.ts'

const GONE = 2 ** 22 + 1 // Above the kernel's largest pid.

/** By CPU time, not by the clock: the machine may be busy with something else. */
function burn(cpuMs: number): void {
  const start = process.cpuUsage()
  for (let used = 0; used < cpuMs;) {
    const { user, system } = process.cpuUsage(start)
    used = (user + system) / 1000
  }
}

describe('readings of a process', () => {
  it('count CPU and memory of this process', () => {
    const before = readProcess(process.pid)
    burn(200)
    const after = readProcess(process.pid)
    expect((after?.cpuS ?? 0) - (before?.cpuS ?? 0)).toBeGreaterThan(0.15)
    expect(Math.abs((after?.rssMb ?? 0) - process.memoryUsage.rss() / 2 ** 20)).toBeLessThan(50)
  })

  it('count the CPU of its threads in less than ticks', () => {
    if (process.platform !== 'linux') return
    const before = readThreadsCpuS(process.pid)!
    burn(3)
    const used = readThreadsCpuS(process.pid)! - before
    expect(used).toBeGreaterThan(0.003)
    expect(used).toBeLessThan(0.1)
    expect(Math.abs(before - readProcess(process.pid)!.cpuS)).toBeLessThan(0.2)
  })

  it('count the CPU of children with the tree and not without', async () => {
    const busy = `(${burn.toString()})(300); console.log(1); setInterval(() => {}, 1000)`
    const shell = spawn('sh', ['-c', '"$0" -e "$1" & wait', process.execPath, busy], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    await once(shell.stdout, 'data')
    const pid = shell.pid as number
    expect(readProcess(pid)?.cpuS).toBeLessThan(0.1)
    expect(readProcessTree(pid)?.cpuS).toBeGreaterThan(0.25)
    process.kill(-pid, 'SIGKILL')
    await once(shell, 'close')
    expect(processStart(pid)).toBeNull()
  })

  it('are null for a process that is not there', () => {
    expect([readProcess(GONE), readProcessTree(GONE), readThreadsCpuS(GONE), processStart(GONE)]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  it('tell two processes apart by their start', async () => {
    const other = spawn('sleep', ['60'])
    await once(other, 'spawn')
    expect(processStart(other.pid as number)).toMatch(/^\d+$/)
    expect(processStart(other.pid as number)).not.toBe(processStart(process.pid))
    other.kill('SIGKILL')
    await once(other, 'close')
  })
})
