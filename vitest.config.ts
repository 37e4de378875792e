import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,server,worker,admin,web,migrations,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/appliance/**', 'test/browser/**', 'test/long/**'],
    globalSetup: ['test/prepare.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    maxWorkers: 3,
  },
})
