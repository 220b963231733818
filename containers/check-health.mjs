// A container's health check: `check-health.mjs [URL]` ends with 0 when the URL answers 200 within two seconds, else with 1. Without a URL the
// process's own metrics are asked for. Plain JavaScript: it runs every ten seconds, and its types would cost a third of its time.
const LIMIT_MS = 2000

const url = process.argv[2] ?? `http://127.0.0.1:${process.env.METRICS_PORT}/metrics`
try {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) })
  if (status !== 200) throw new Error(`HTTP ${status}`)
} catch (error) {
  console.error(`${url}: ${error.cause?.message ?? error.message}`)
  process.exitCode = 1
}
