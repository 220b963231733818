export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { module: { type: 'es6' }, jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  },
  testMatch: ['**/*.test.ts'],
  // Pages have a run of their own (jest.pages.config.mjs): a browser beside them makes the tests that measure time late.
  testPathIgnorePatterns: ['/node_modules/', '[.]page[.]test[.]ts$'],
  // The long tests wait more than they compute: a third worker takes the whole from 7.5 to 5.4 minutes on two cores.
  maxWorkers: 3,
  testTimeout: 20_000,
  setupFiles: ['./loadtest/environment/jest-properties.ts'],
  globalSetup: './loadtest/environment/jest-setup.ts',
  globalTeardown: './loadtest/environment/jest-teardown.ts',
}
