import config from './jest.config.mjs'

/** Pages in Chromium, and the queries of the dashboards against Prometheus; each is skipped where its program is missing. */
export default {
  ...config,
  testMatch: ['**/*.page.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
}
