import { defineConfig } from 'vitest/config'

// Drives the installed appliance. In this order: the first administrator, then what leaves the appliance in peace (side by
// side), then what breaks it on purpose, one after the other.
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
    projects: [
      group('setup', 0, ['test/browser/setup.test.ts'], 1),
      group(
        'peace',
        1,
        ['test/appliance/{hardening,routes,realtime,hostile}.test.ts', 'test/browser/{slice,console,hostile}.test.ts'],
        2,
      ),
      group('faults', 2, ['test/appliance/faults*.test.ts'], 1),
    ],
  },
})
