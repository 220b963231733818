export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { module: { type: 'es6' }, jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  },
  testMatch: ['**/*.test.ts'],
  // Integration and end-to-end tests start real servers that are pinned to one core: two at a time is what two cores carry.
  maxWorkers: 2,
  testTimeout: 20_000,
  globalSetup: './loadtest/environment/jest-setup.ts',
  globalTeardown: './loadtest/environment/jest-teardown.ts',
}
