import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { mayReach, outsideFetch } from './fetch.ts'

let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(answer: RequestListener): Promise<string> {
  const listening = createServer(answer)
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/`
}

const strict = { named: [], allowLocal: false }
const local = { named: [], allowLocal: true }

describe('asking the outside', () => {
  it('gives the answer, and takes what is sent along', async () => {
    const url = await serve((request, response) => {
      request.on('data', (sent) => response.end(`${request.method} ${String(sent)}`))
    })
    const answer = await outsideFetch(local)(url, { method: 'POST', body: 'a=b' })
    expect(await answer.text()).toBe('POST a=b')
  })

  it('follows no redirect', async () => {
    let asked = 0
    const url = await serve((_request, response) => {
      asked++
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect((await outsideFetch(local)(url)).status).toBe(302)
    expect(asked).toBe(1)
  })

  it('takes a megabyte and no more', async () => {
    const url = await serve((_request, response) => response.end(Buffer.alloc(1_000_001)))
    await expect(outsideFetch(local)(url)).rejects.toThrow(/longer than 1000000 bytes/)
  })

  it('does not wait for ever', async () => {
    const url = await serve(() => undefined)
    const before = performance.now()
    await expect(outsideFetch(local)(url)).rejects.toThrow(/was not reached/)
    expect(performance.now() - before).toBeLessThan(11_500)
  }, 15_000)

  it.each([
    'http://example.test/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://2130706433/',
    'https://localhost/',
    'file:///etc/passwd',
  ])('never asks %s', async (url) => {
    await expect(outsideFetch(strict)(url)).rejects.toThrow(/not https|not asked|was not reached/)
  })

  it('reaches into the own network only for a host that was named', () => {
    const named = { named: ['login.corp.test'], allowLocal: false }
    expect(mayReach('10.1.2.3', 'login.corp.test', named)).toBe(true)
    expect(mayReach('10.1.2.3', 'other.test', named)).toBe(false)
    expect(mayReach('::ffff:10.1.2.3', 'other.test', named)).toBe(false)
    expect(mayReach('fd00::1', 'other.test', named)).toBe(false)
    expect(mayReach('127.0.0.1', 'login.corp.test', named)).toBe(false)
    expect(mayReach('fe80::1', 'login.corp.test', named)).toBe(false)
    expect(mayReach('203.0.113.1', 'other.test', named)).toBe(true)
    expect(mayReach('2a00::1', 'other.test', named)).toBe(true)
  })
})
