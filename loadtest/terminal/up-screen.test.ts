import { expect, it } from '@jest/globals'
import { type UpScreen, upScreen } from './up-screen.ts'

const UP: UpScreen = {
  strategy: 'fifo',
  scenario: 'crash',
  machine: 'here',
  watch: { url: 'http://127.0.0.1:1/', prometheusUrl: null },
  portalUrl: 'http://127.0.0.1:2',
  dukcapilUrl: 'http://127.0.0.1:3',
  gatewayUrl: 'http://127.0.0.1:4',
  operators: { url: 'http://127.0.0.1:5/', password: 'secret' },
  databaseUrl: 'postgres://127.0.0.1:6/up',
  template: { seededNib: '1234567890123', officerTokens: ['a', 'b'] },
  someone: 0,
  seed: 7,
}

it('sends the people of its own scenario, who have accounts here', () => {
  expect(upScreen(UP)).toContain('npm start -- run crash --target http://127.0.0.1:2 --gateway http://127.0.0.1:4 --seed 7')
})

it('gives no password to an operators’ page that is not there', () => {
  expect(upScreen(UP)).toMatch(/operators +http:\/\/127\.0\.0\.1:5\/ +password secret/)
  expect(upScreen({ ...UP, operators: null })).not.toMatch(/operators|secret/)
})
