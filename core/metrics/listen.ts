import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, register } from 'prom-client'

/** Null when well, else what is wrong, for the log of whoever asks. */
export type HealthCheck = () => Promise<string | null>

export interface InnerServer {
  close: () => Promise<void>
}

/**
 * Serves /health and /metrics on the internal network: 200 or 503 from `check`, and the process's metrics. The proxy
 * never leads here.
 */
export async function listenInside(port: number, check: HealthCheck): Promise<InnerServer> {
  collectDefaultMetrics()
  const server: Server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type }).end(body)
    }
    if (request.url === '/metrics') {
      register.metrics().then(
        (text) => answer(200, register.contentType, text),
        () => answer(500, 'text/plain', 'metrics failed\n'),
      )
    } else if (request.url === '/health') {
      check().then(
        (fault) => answer(fault === null ? 200 : 503, 'text/plain', `${fault ?? 'well'}\n`),
        (error: unknown) => answer(503, 'text/plain', `${error instanceof Error ? error.message : 'failed'}\n`),
      )
    } else {
      answer(404, 'text/plain', 'no such page\n')
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, resolve)
  })
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
