import { defineConfig } from 'vitest/config'

// Tests that take minutes, each run by its name: see README.md beside this.
const shared = { testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false }

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    projects: [
      { test: { ...shared, name: 'worker', include: ['test/long/worker.test.ts'], globalSetup: ['test/prepare.ts'] } },
      { test: { ...shared, name: 'access', include: ['test/long/access.test.ts'] } },
      { test: { ...shared, name: 'organize', include: ['test/long/organize.test.ts'] } },
      { test: { ...shared, name: 'folder', include: ['test/long/folder.test.ts'] } },
      { test: { ...shared, name: 'faults', include: ['test/long/faults.test.ts'] } },
    ],
  },
})
