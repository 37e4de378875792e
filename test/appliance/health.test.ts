import { expect, it } from 'vitest'
import { containerName, docker, eventually, healthy, signalChild, stateOf } from './stack.ts'

// Docker marks what is sick and leaves it at that; the health check itself ends it, and the restart policy brings it back.

it('a program that hangs is ended by its health check, and comes back well', { timeout: 300_000 }, async () => {
  const before = await stateOf('outbound')
  await signalChild('outbound', 'STOP')
  const after = await eventually('outbound was started anew', 200, async () => {
    const now = await stateOf('outbound')
    return now.StartedAt !== before.StartedAt && now.Status === 'running' && now
  })
  expect(after.Pid).not.toBe(before.Pid)
  await healthy('outbound', 60)
  // It was the restart policy: nobody made another container.
  expect(Number(await docker('inspect', '--format', '{{.RestartCount}}', containerName('outbound')))).toBeGreaterThan(0)
})
