// A client of the benches on the sources that adds as little as it can to what the API takes.
import { Agent, get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Browser } from '../test/browsers.ts'

/** Asks by GET as somebody who signed in, over a connection that is kept; gives the body, and throws on any answer but 200. */
export type Get = (path: string) => Promise<Buffer>

export function getterOf(url: string, { cookie }: Browser): Get {
  const agent = new Agent({ keepAlive: true })
  let asked = 0
  return (path) =>
    new Promise((resolve, reject) => {
      asked += 1
      // From one address so much would be refused.
      const headers = { cookie, 'x-real-ip': `bench ${Math.floor(asked / 1000)}` }
      const request = get(`${url}${path}`, { agent, headers }, (response) => {
        if (response.statusCode === 200) buffer(response).then(resolve, reject)
        else reject(new Error(`${path}: ${response.statusCode}`))
      })
      request.once('error', reject)
    })
}
