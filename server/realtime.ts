import type { Server as HttpServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import { Server, type Socket } from 'socket.io'
import { z } from 'zod'
import type { MemberActor, MemberContext } from '@muniment/core/context.ts'
import { transaction } from '@muniment/core/db.ts'
import { AppError, found } from '@muniment/core/errors.ts'
import { listen } from '@muniment/core/listen.ts'
import { findRoom } from '@muniment/core/rooms/queries.ts'
import { asAppError } from '@muniment/core/problem.ts'
import { publishOutbox, type PublishedEvent } from './publish.ts'
import type { Services } from './services.ts'
import { memberOf, requireSession } from './session.ts'

interface FromClient {
  watch: (thing: unknown, answer: unknown) => void
  unwatch: (thing: unknown) => void
}
interface ToClient {
  event: (event: PublishedEvent) => void
  heartbeat: (state: { rooms: Record<string, number> }) => void
  signed_out: () => void
}
interface SocketData {
  actor: MemberActor
  sessionId: string
}
type Hub = Server<FromClient, ToClient, Record<string, never>, SocketData>
type Client = Socket<FromClient, ToClient, Record<string, never>, SocketData>

const heartbeatEvery = 10_000
const recheckEvery = 30_000
const sweepEvery = 2_000
const watchedAtMost = 50

const Handshake = z.object({ organization: z.uuid().optional() })
const Watched = z.object({ roomId: z.uuid() })
type WatchAnswer = { ok: true; position: number } | { ok: false; code: string }
const Answer = z.custom<(answer: WatchAnswer) => void>((value) => typeof value === 'function')

const inRoom = (roomId: string): string => `room:${roomId}`
const ofSession = (sessionId: string): string => `session:${sessionId}`

async function lastPositions({ db }: Services, rooms: readonly string[]): Promise<Record<string, number>> {
  if (rooms.length === 0) return {}
  const result = await db.raw<{ rows: { room_id: string; position: number }[] }>(
    'select * from access.last_positions(?)',
    [[...rooms]],
  )
  return Object.fromEntries(result.rows.map((row) => [row.room_id, row.position]))
}

function admit(services: Services): (socket: Client, next: (error?: Error) => void) => void {
  const settle = async (socket: Client): Promise<void> => {
    if (socket.handshake.headers.origin !== services.origin) throw new AppError('forbidden', 'This is not our page.')
    const session = await requireSession(services, socket.handshake.headers)
    const asked = Handshake.safeParse(socket.handshake.auth)
    if (!asked.success) throw new AppError('invalid', 'That is no organization.')
    socket.data.actor = await memberOf(services, session, asked.data.organization)
    socket.data.sessionId = session.sessionId
    await socket.join(ofSession(session.sessionId))
  }
  return (socket, next) => {
    settle(socket).then(
      () => next(),
      (error: unknown) => next(new Error(asAppError(error).code)),
    )
  }
}

/** Lets a socket watch a room if its member can see it, and says the position that it is up to date with. */
async function watch(services: Services, socket: Client, thing: unknown): Promise<WatchAnswer> {
  const watched = Watched.safeParse(thing)
  if (!watched.success) return { ok: false, code: 'invalid' }
  const { roomId } = watched.data
  if (socket.rooms.size > watchedAtMost) return { ok: false, code: 'too_many' }
  const { db, log } = services
  const ctx: MemberContext = { db, log, actor: socket.data.actor, now: () => new Date() }
  try {
    found(await transaction(ctx, (trx) => findRoom(trx, roomId)))
    await socket.join(inRoom(roomId))
    const positions = await lastPositions(services, [roomId])
    return { ok: true, position: positions[roomId] ?? 0 }
  } catch (error) {
    return { ok: false, code: asAppError(error).code }
  }
}

function welcome(services: Services, socket: Client): void {
  socket.on('watch', (thing, answer) => {
    const reply = Answer.safeParse(answer)
    void watch(services, socket, thing).then((result) => {
      if (reply.success) reply.data(result)
    })
  })
  socket.on('unwatch', (thing) => {
    const watched = Watched.safeParse(thing)
    if (watched.success) void socket.leave(inRoom(watched.data.roomId))
  })
}

/** Tells every watched room's sockets of this process where its events stand, so that a client that missed one asks. */
async function beat(services: Services, hub: Hub): Promise<void> {
  const rooms = new Set<string>()
  for (const socket of hub.sockets.sockets.values()) {
    for (const name of socket.rooms) if (name.startsWith('room:')) rooms.add(name.slice('room:'.length))
  }
  const positions = await lastPositions(services, [...rooms])
  for (const socket of hub.sockets.sockets.values()) {
    const watched = [...socket.rooms].flatMap((name) => {
      const id = name.slice('room:'.length)
      const position = positions[id]
      return name.startsWith('room:') && position !== undefined ? [[id, position] as const] : []
    })
    socket.emit('heartbeat', { rooms: Object.fromEntries(watched) })
  }
}

/** Ends the sockets and downloads of a session in this process. */
function cutSession(services: Services, hub: Hub, sessionId: string): void {
  services.openStreams.cut(sessionId)
  const ended = hub.local.in(ofSession(sessionId))
  ended.emit('signed_out')
  ended.disconnectSockets(true)
}

/** Looks up the sessions and members of everything open here, for what was said while nobody listened, and for expiry. */
async function recheck(services: Services, hub: Hub): Promise<void> {
  const sockets = [...hub.sockets.sockets.values()]
  const sessions = [...new Set([...sockets.map((socket) => socket.data.sessionId), ...services.openStreams.sessions()])]
  if (sessions.length === 0) return
  const alive = await services
    .accountsDb('auth.sessions as s')
    .join('auth.users as u', 'u.id', 's.user_id')
    .whereIn('s.id', sessions)
    .where('s.expires_at', '>', new Date())
    .whereNull('u.suspended_at')
    .pluck('s.id')
  const living = new Set<string>(alive)
  for (const sessionId of sessions) if (!living.has(sessionId)) cutSession(services, hub, sessionId)
}

/** Runs `work` every so often, never twice at once; what it throws is a line in the log. */
function every(ms: number, services: Services, name: string, work: () => Promise<unknown>): NodeJS.Timeout {
  let running = false
  return setInterval(() => {
    if (running) return
    running = true
    work()
      .catch((error: unknown) => services.log.warn({ error, name }, 'a timer failed'))
      .finally(() => {
        running = false
      })
  }, ms)
}

export interface Realtime {
  readonly listening: boolean
  close: () => Promise<void>
}

/**
 * The Socket.IO hub: websocket only, session and Origin checked at the handshake, and a socket hears of a room only
 * after it asked to watch it and its member could see it. Events come from the outbox, over Redis to every replica.
 */
export function startRealtime(http: HttpServer, services: Services, redisUrl: string, databaseUrl: string): Realtime {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null })
  redis.on('error', (error) => services.log.warn({ error: error.message }, 'Redis does not answer'))
  const hub: Hub = new Server(http, {
    path: '/realtime',
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 10_000,
    adapter: createAdapter(redis, { streamName: 'muniment:realtime', maxLen: 10_000 }),
  })
  hub.use(admit(services))
  hub.on('connection', (socket) => welcome(services, socket))

  const publish = publishOutbox(services, (event) => {
    if (event.roomId !== null) hub.to(inRoom(event.roomId)).emit('event', event)
  })
  const listener = listen(
    databaseUrl,
    ['outbox', 'session_ended'],
    (channel, payload) => {
      if (channel === 'session_ended') cutSession(services, hub, payload)
      else publish()
    },
    {
      log: services.log,
      applicationName: 'muniment-realtime',
      onBack: () => {
        publish()
        recheck(services, hub).catch((error: unknown) => services.log.warn({ error }, 'sessions could not be checked'))
      },
    },
  )
  const timers = [
    every(heartbeatEvery, services, 'heartbeat', () => beat(services, hub)),
    every(recheckEvery, services, 'recheck', () => recheck(services, hub)),
    setInterval(publish, sweepEvery),
  ]
  return {
    get listening() {
      return listener.listening
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      await listener.close()
      await hub.close()
      redis.disconnect()
    },
  }
}
