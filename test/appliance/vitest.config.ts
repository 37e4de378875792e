import { defineConfig } from 'vitest/config'

// Drives the installed appliance. In this order: the first administrator, then use (side by side), then those
// who want what they must not have, then what breaks parts of it on purpose, one after the other.
const shared = { testTimeout: 180_000, hookTimeout: 240_000 }

function group(name: string, order: number, include: string[], parallel: number) {
  return {
    test: {
      ...shared,
      name,
      include,
      sequence: { groupOrder: order },
      fileParallelism: parallel > 1,
      maxWorkers: parallel,
    },
  }
}

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test-results/appliance/vitest.json' }]],
    // From 1 on: a group of order 0 is run after all others.
    projects: [
      group('setup', 1, ['test/browser/setup.test.ts'], 1),
      group('use', 2, ['test/browser/{slice,hostile}.test.ts', 'test/appliance/{hardening,hostile}.test.ts'], 2),
      group('people', 3, ['test/browser/{access,factors}.test.ts'], 2),
      group('attack', 4, ['test/appliance/{routes,sockets,health}.test.ts'], 3),
      group('faults', 5, ['test/{appliance,browser}/faults.test.ts'], 1),
    ],
  },
})
