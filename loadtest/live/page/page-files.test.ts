import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'

const PAGE = new URL('.', import.meta.url).pathname
const COLOURS = readFileSync(new URL('../../reports/colours.css', import.meta.url), 'utf8')
const files = readdirSync(PAGE).filter((name) => /\.(js|css|html)$/.test(name))
const textOf = (name: string) => readFileSync(join(PAGE, name), 'utf8')

it.each(files)('%s names only colours that the report has', (name) => {
  const known = new Set([...COLOURS.matchAll(/(--[\w-]+):/g)].map(([, variable]) => variable))
  // Set by the page itself.
  for (const own of ['--done', '--own']) known.add(own)
  const used = [...textOf(name).matchAll(/(?:var\(|')(--[a-z][\w-]*)/g)].map(([, variable]) => variable)
  for (const variable of used) if (!variable!.endsWith('-')) expect(known).toContain(variable)
})

it.each(files)('%s loads nothing from elsewhere, and carries nothing that the policy forbids', (name) => {
  const text = textOf(name)
  expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
    /https?:\/\/(?!\/)[\w.]+|@import url|innerHTML|\sstyle="|\son\w+="/,
  )
})
