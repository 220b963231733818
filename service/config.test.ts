import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { commonConfig, ConfigError, jsonVariable, parseConfig, portVariable } from './config.ts'

const schema = z.object({
  ...commonConfig.shape,
  PORT: portVariable,
  DATABASE_URL: z.url().describe('a postgres:// URL'),
  AGENCY: jsonVariable(z.object({ slots: z.int().min(1) }), 'JSON as {"slots":50}'),
})

const problemsOf = (env: NodeJS.ProcessEnv) => {
  try {
    parseConfig(schema, env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message.split('\n')
  }
  throw new Error('the environment was accepted')
}

describe('parseConfig', () => {
  const good = { PORT: '8080', DATABASE_URL: 'postgres://localhost/antrean', AGENCY: '{"slots":2}' }

  it('converts values and fills in defaults, also for empty variables', () => {
    expect(parseConfig(schema, { ...good, LOG_LEVEL: '' })).toEqual({
      LOG_LEVEL: 'info',
      METRICS_PORT: 0,
      PORT: 8080,
      DATABASE_URL: 'postgres://localhost/antrean',
      AGENCY: { slots: 2 },
    })
  })

  it('names every wrong variable with its remedy', () => {
    const problems = problemsOf({ PORT: '70000', AGENCY: '{"slots":0}' })
    expect(problems).toEqual([
      expect.stringMatching(/^PORT: .*65535; set it to a TCP port/),
      'DATABASE_URL: is not set; set it to a postgres:// URL',
      expect.stringMatching(/^AGENCY: slots: .*; set it to JSON as \{"slots":50\}$/),
    ])
  })

  it('says when JSON is none, and repeats no value', () => {
    const problems = problemsOf({ ...good, AGENCY: '{secret', DATABASE_URL: 'secret' }).join('\n')
    expect(problems).toContain('AGENCY: is not JSON')
    expect(problems).not.toContain('secret')
  })
})

describe('readConfig', () => {
  it('explains a wrong environment on stderr and exits with 2', () => {
    const script = `
      import { commonConfig, readConfig } from ${JSON.stringify(new URL('config.ts', import.meta.url).href)}
      readConfig(commonConfig)
      console.log('went on')`
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, METRICS_PORT: 'many' },
      cwd: new URL('.', import.meta.url),
      encoding: 'utf8',
    })
    expect(run.status).toBe(2)
    expect(run.stderr).toMatch(/^METRICS_PORT: .*; set it to a TCP port, 0 for any free one\n$/)
    expect(run.stdout).toBe('')
  })
})
