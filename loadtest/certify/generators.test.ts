import { describe, expect, it } from '@jest/globals'
import { requestReader, type KnownRequest } from './request-reader.ts'
import { readWrk } from './wrk-generator.ts'

const WRK = `Running 2s test @ http://127.0.0.1:8080/
  1 threads and 50 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    51.02ms    1.20ms  63.00ms   93.10%
    Req/Sec     0.98k    10.00     1.00k    80.00%
  Latency Distribution
     50%  850.00us
     75%   51.30ms
     90%    1.25s 
     99%    1.02m 
  1900 requests in 2.00s, 250.00KB read
  Socket errors: connect 1, read 20, write 3, timeout 4
  Non-2xx or 3xx responses: 900
Requests/sec:    950.00
`

describe('wrk in our words', () => {
  it('reads counts and quantiles', () => {
    const read = readWrk(WRK)!
    expect(read.latencyMs.p50).toBeCloseTo(0.85)
    expect(read.latencyMs).toMatchObject({ p90: 1250, p99: 61_200 })
    expect(read.requests).toBe(1900)
    expect(read.counted.map(({ count }) => count)).toEqual([1000, 900, 1, 23, 4])
  })
  it('nothing answered is no latency of 0', () => {
    expect(readWrk('  0 requests in 2.00s, 0.00B read\n')?.latencyMs).toEqual({ p50: null, p90: null, p99: null })
    expect(readWrk('unable to connect to 127.0.0.1:1 Connection refused\n')).toBeNull()
  })
})

describe('request reader', () => {
  const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'
  const post =
    'POST /api/applications HTTP/1.1\r\nhost: a\r\nidempotency-key: citizen-17-form-1\r\ncontent-length: 7\r\n\r\n{"a":1}'
  const track = 'GET /api/applications/1 HTTP/1.1\r\n\r\n'
  const expected: KnownRequest[] = [
    { step: 'page', citizen: null },
    { step: 'apply', citizen: 17 },
    { step: 'track', citizen: null },
  ]
  it.each([1, 2, 7, 1000])('finds every request, whatever the chunks: %i bytes', (size) => {
    const found: KnownRequest[] = []
    const read = requestReader((request) => found.push(request))
    const bytes = Buffer.from(get + post + track)
    for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
    expect(found).toEqual(expected)
  })
})
