import { defineConfig } from 'vitest/config'

// Tests that take minutes, each run by its name: npx vitest run --config test/long/vitest.config.ts worker
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/long/**/*.test.ts'],
    globalSetup: ['test/prepare.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
})
