import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A service reached through a wire that can be cut. */
export interface Relay {
  host: string
  port: number
  /** Ends every connection and takes no new one. */
  cut: () => void
  /** Keeps connections and moves no byte, as a stopped process does; or of those only that begin with these letters. */
  stall: (beginning?: string) => void
  /** All is well again. */
  mend: () => void
  /** Leads new connections to another port from now on, as a proxy does when a server is gone. */
  turn: (port: number) => void
  close: () => Promise<void>
}

export async function startRelay(host: string, port: number): Promise<Relay> {
  let state: 'well' | 'cut' | 'stalled' = 'well'
  let stalledBeginning = ''
  let target = port
  const pairs = new Set<{ near: Socket; far: Socket }>()

  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy()
      return
    }
    const far = connect(target, host)
    const pair = { near, far }
    pairs.add(pair)
    const end = (): void => {
      near.destroy()
      far.destroy()
      pairs.delete(pair)
    }
    near.once('data', (bytes) => {
      if (state !== 'stalled' || !bytes.toString('latin1').startsWith(stalledBeginning)) return
      near.pause()
      far.pause()
    })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => to.write(bytes))
      from.on('end', () => to.end())
      from.on('error', end)
      from.on('close', end)
      if (state === 'stalled' && stalledBeginning === '') from.pause()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the relay has no port')

  function endAll(): void {
    for (const { near, far } of pairs) {
      near.destroy()
      far.destroy()
    }
    pairs.clear()
  }
  return {
    host: '127.0.0.1',
    port: address.port,
    cut: () => {
      state = 'cut'
      endAll()
    },
    stall: (beginning = '') => {
      state = 'stalled'
      stalledBeginning = beginning
      if (beginning !== '') return
      for (const { near, far } of pairs) {
        near.pause()
        far.pause()
      }
    },
    mend: () => {
      state = 'well'
      for (const { near, far } of pairs) {
        near.resume()
        far.resume()
      }
    },
    turn: (other) => {
      target = other
    },
    close: async () => {
      endAll()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
