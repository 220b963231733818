import { request } from 'undici'

/** One series of an answer; values as Prometheus writes them. */
export interface Series {
  metric: Record<string, string>
  values: [timeS: number, value: string][]
}

export interface Span {
  startS: number
  endS: number
  stepS: number
}

/** What the variables at the top of a dashboard are set to. */
export type Choice = Readonly<Record<'strategy' | 'scenario' | 'trial', string>>

export const EVERYTHING: Choice = { strategy: '.*', scenario: '.*', trial: '.*' }

/**
 * Replaces variables as Grafana does: what was chosen, and the intervals that follow from time and step
 * ($__rate_interval = the larger of step + scrape interval and four scrape intervals; scraped once a second).
 */
export function substituted(expr: string, choice: Choice, { startS, endS, stepS }: Span): string {
  const values: Record<string, string> = {
    ...choice,
    __interval: `${stepS}s`,
    __rate_interval: `${Math.max(stepS + 1, 4)}s`,
    __range: `${Math.ceil(endS - startS)}s`,
  }
  return expr.replaceAll(/\$(\w+)/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`unknown variable ${whole} in ${expr}`)
    return value
  })
}

/** @throws Error with Prometheus's own words when it does not understand the query */
export async function askRange(url: string, query: string, { startS, endS, stepS }: Span): Promise<Series[]> {
  const { result } = await ask<{ result: Series[] }>(url, 'query_range', { query, start: startS, end: endS, step: stepS })
  return result
}

/** The values at one moment. @throws Error as askRange */
export async function askNow(url: string, query: string, timeS: number): Promise<Series[]> {
  const { result } = await ask<{ result: { metric: Series['metric']; value: Series['values'][0] }[] }>(url, 'query', {
    query,
    time: timeS,
  })
  return result.map(({ metric, value }) => ({ metric, values: [value] }))
}

/** Answers Grafana's `label_values(series,label)`. */
export async function askLabelValues(url: string, query: string, { startS, endS }: Span): Promise<string[]> {
  const [, match, label] = /^label_values\((.+),(\w+)\)$/.exec(query)!
  return ask<string[]>(url, `label/${label}/values`, { 'match[]': match!, start: startS, end: endS })
}

async function ask<Data>(url: string, path: string, parameters: Record<string, string | number>): Promise<Data> {
  const search = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]))
  const { body } = await request(`${url}/api/v1/${path}?${search}`)
  const answer = (await body.json()) as { status: string; error?: string; data: Data }
  if (answer.status !== 'success') throw new Error(`${answer.error}: ${parameters.query}`)
  return answer.data
}
