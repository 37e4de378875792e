import { io, type Socket } from 'socket.io-client'
import type { Browser } from './browsers.ts'
import type { TestServer } from './server.ts'

const opened: Socket[] = []

/** The live connection of a browser, from a page of `origin` (null: from no page); throws what the server refused it with. */
export function openSocket(
  server: TestServer,
  { cookie }: Pick<Browser, 'cookie'>,
  origin: string | null = server.services.origin,
): Promise<Socket> {
  const socket = io(server.url, {
    path: '/realtime',
    transports: ['websocket'],
    extraHeaders: { ...(cookie !== '' && { cookie }), ...(origin !== null && { origin }) },
    reconnection: false,
    forceNew: true,
  })
  opened.push(socket)
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket)).once('connect_error', reject)
  })
}

/** Asks to watch a thing; gives the server's answer. */
export function watchBy(socket: Socket, thing: unknown): Promise<unknown> {
  return socket.timeout(5000).emitWithAck('watch', thing)
}

/** For afterEach: ends those that the test opened. */
export function closeSockets(): void {
  for (const socket of opened.splice(0)) socket.disconnect()
}
