import { expect, it } from '@jest/globals'
import { whyRefused } from './whose-request.ts'

const OWN = { host: '127.0.0.1:15000' }
const LINK = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

it.each([
  ['a browser that was told the address', 'GET', { ...OWN, 'sec-fetch-site': 'none' }],
  ['the page itself', 'POST', { ...OWN, origin: 'http://127.0.0.1:15000', 'sec-fetch-site': 'same-origin' }],
  ['the page under its other name', 'POST', { host: 'localhost:15000', origin: 'http://localhost:15000' }],
  ['Prometheus, which is no browser', 'GET', OWN],
  ['a port that was forwarded', 'GET', { host: 'localhost:9000' }],
  ['a link from elsewhere', 'GET', { ...OWN, ...LINK }],
])('serves %s', (_, method, headers) => {
  expect(whyRefused({ method, headers })).toBeNull()
})

it.each([
  ['a name that somebody else resolves to us', 'GET', { host: 'evil.example:15000' }],
  ['a name that only begins like ours', 'GET', { host: '127.0.0.1.evil.example' }],
  ['no host at all', 'GET', {}],
  ['a page of another origin', 'POST', { ...OWN, origin: 'https://evil.example' }],
  ['another server of this machine', 'POST', { ...OWN, origin: 'http://127.0.0.1:3000' }],
  ['a sandboxed frame', 'POST', { ...OWN, origin: 'null' }],
  ['another site that loads us', 'GET', { ...OWN, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['another port that loads us', 'GET', { ...OWN, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
  ['a frame around us', 'GET', { ...OWN, ...LINK, 'sec-fetch-dest': 'iframe' }],
  ['a form of another site', 'POST', { ...OWN, ...LINK }],
])('refuses %s', (_, method, headers) => {
  expect(whyRefused({ method, headers })).toEqual(expect.any(String))
})
