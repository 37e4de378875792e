import type { Server as HttpServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import { Server, type Socket } from 'socket.io'
import { z } from 'zod'
import type { MemberActor } from '@muniment/core/context.ts'
import { findThing } from '@muniment/core/access/thing.ts'
import type { ThingKind } from '@muniment/core/access/schema.ts'
import { BulkProgress } from '@muniment/core/bulk/schema.ts'
import { bulkChannel } from '@muniment/core/bulk/tell.ts'
import { transaction } from '@muniment/core/db.ts'
import { AppError } from '@muniment/core/errors.ts'
import { listen } from '@muniment/core/listen.ts'
import { asAppError } from '@muniment/core/problem.ts'
import type { Uploading } from '@muniment/core/uploads/schema.ts'
import { createDelivery } from './deliver.ts'
import { createFreshness } from './freshness.ts'
import { beat, contextOf, lastPositions } from './heartbeat.ts'
import { publishOutbox, type PublishedEvent } from './publish.ts'
import type { Services } from './services.ts'
import { memberOf, requireSession } from './session.ts'
import { tellUploading } from './uploading.ts'

interface FromClient {
  watch: (thing: unknown, answer: unknown) => void
  unwatch: (thing: unknown) => void
}
interface ToClient {
  event: (event: Omit<PublishedEvent, 'scopeId'>) => void
  /** How far an act of this person on many things is. */
  bulk: (progress: Omit<BulkProgress, 'memberId'>) => void
  /** How far the uploads of others to a watched room or folder are. */
  uploading: (told: Uploading & { id: string }) => void
  /** Last position of what each watched thing's watcher may see, by the thing's id. */
  heartbeat: (state: { rooms: Record<string, number> }) => void
  /** The right to watch this ended. */
  unwatched: (thing: { id: string }) => void
  signed_out: () => void
}
interface ToServers {
  published: (event: PublishedEvent) => void
}
export interface WatchedThing {
  kind: ThingKind
  id: string
  roomId: string
  /** Last position that the socket was told of, and the room's at that time. */
  position: number
  roomPosition: number
  /** What its watcher was last told of uploads there. */
  uploading?: string
}
interface SocketData {
  actor: MemberActor
  sessionId: string
  watched: Map<string, WatchedThing>
}
export type Hub = Server<FromClient, ToClient, ToServers, SocketData>
export type Client = Socket<FromClient, ToClient, ToServers, SocketData>

const heartbeatEvery = 10_000
const recheckEvery = 30_000
const sweepEvery = 2_000
const uploadingEvery = 2_500
const watchedAtMost = 50

const Handshake = z.object({ organization: z.uuid().optional() })
const Watched = z.union([
  z.object({ roomId: z.uuid() }).transform(({ roomId }) => ({ kind: 'room' as const, id: roomId })),
  z.object({ folderId: z.uuid() }).transform(({ folderId }) => ({ kind: 'folder' as const, id: folderId })),
  z.object({ documentId: z.uuid() }).transform(({ documentId }) => ({ kind: 'document' as const, id: documentId })),
])
type WatchAnswer = { ok: true; position: number } | { ok: false; code: string }
const Answer = z.custom<(answer: WatchAnswer) => void>((value) => typeof value === 'function')

const ofSession = (sessionId: string): string => `session:${sessionId}`

function admit(services: Services): (socket: Client, next: (error?: Error) => void) => void {
  const settle = async (socket: Client): Promise<void> => {
    if (socket.handshake.headers.origin !== services.origin) throw new AppError('forbidden', 'This is not our page.')
    const session = await requireSession(services, socket.handshake.headers)
    const asked = Handshake.safeParse(socket.handshake.auth)
    if (!asked.success) throw new AppError('invalid', 'That is no organization.')
    socket.data.actor = memberOf(session, asked.data.organization)
    socket.data.sessionId = session.sessionId
    socket.data.watched = new Map()
    await socket.join(ofSession(session.sessionId))
  }
  return (socket, next) => {
    settle(socket).then(
      () => next(),
      (error: unknown) => next(new Error(asAppError(error).code)),
    )
  }
}

/** Lets a socket watch a thing if its member can see it, and says the position that it is up to date with. */
async function watch(services: Services, socket: Client, asked: unknown): Promise<WatchAnswer> {
  const parsed = Watched.safeParse(asked)
  if (!parsed.success) return { ok: false, code: 'invalid' }
  const { kind, id } = parsed.data
  const { watched, actor } = socket.data
  if (watched.size >= watchedAtMost && !watched.has(id)) return { ok: false, code: 'too_many' }
  try {
    const seen = await transaction(contextOf(services, actor), async (trx) => {
      const thing = await findThing(trx, kind, id)
      const entry = { kind, id, roomId: thing.room_id }
      // From here on events are delivered: what is read below cannot miss any in between.
      watched.set(id, { ...entry, position: 0, roomPosition: 0 })
      return { ...entry, ...(await lastPositions(trx, thing.room_id)) }
    })
    if (watched.has(id)) watched.set(id, seen)
    return { ok: true, position: seen.position }
  } catch (error) {
    watched.delete(id)
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
    const parsed = Watched.safeParse(thing)
    if (parsed.success) socket.data.watched.delete(parsed.data.id)
  })
}

/** Tells the sockets of one member in this process how far their act is. */
function tellProgress(hub: Hub, payload: string): void {
  const { memberId, ...progress } = BulkProgress.parse(JSON.parse(payload))
  for (const socket of hub.sockets.sockets.values()) {
    if (socket.data.actor.memberId === memberId) socket.emit('bulk', progress)
  }
}

/** Ends the sockets and downloads of a session in this process. */
function cutSession(services: Services, hub: Hub, sessionId: string): void {
  services.openStreams.cutSession(sessionId)
  const ended = hub.local.in(ofSession(sessionId))
  ended.emit('signed_out')
  ended.disconnectSockets(true)
}

/** Looks up the sessions of everything open here, for what was said while nobody listened, and for expiry. */
async function recheckSessions(services: Services, hub: Hub): Promise<void> {
  const sockets = [...hub.sockets.sockets.values()]
  const open = [
    ...sockets.map(({ data }) => ({ sessionId: data.sessionId, organizationId: data.actor.organizationId })),
    ...services.openStreams.all(),
  ]
  if (open.length === 0) return
  const result = await services.accountsDb.raw<{ rows: { session: string; organization: string }[] }>(
    `select s.id as session, o.id as organization
     from auth.sessions s join auth.users u on u.id = s.user_id and u.suspended_at is null
     join organizations o on o.id = any (:organizations)
     where s.id = any (:sessions) and s.expires_at > now()
       and (u.second_factor or not o.require_second_factor)
       and (o.sign_in_ways is null or s.way = any (o.sign_in_ways))`,
    {
      sessions: [...new Set(open.map(({ sessionId }) => sessionId))],
      organizations: [...new Set(open.map(({ organizationId }) => organizationId))],
    },
  )
  const admitted = new Set(result.rows.map(({ session, organization }) => `${session} ${organization}`))
  const over = open.filter(({ sessionId, organizationId }) => !admitted.has(`${sessionId} ${organizationId}`))
  for (const sessionId of new Set(over.map((one) => one.sessionId))) cutSession(services, hub, sessionId)
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
 * The Socket.IO hub: websocket only, session and Origin checked at the handshake, and a socket hears of a thing only
 * after it asked to watch it and its member could see it. Events come from the outbox, over Redis to every replica, and
 * each replica asks the database whom of its own they may reach (deliver.ts).
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
  const freshness = createFreshness(services, hub)
  hub.use(admit(services))
  hub.on('connection', (socket) => {
    welcome(services, socket)
    freshness.include(socket.data.actor.organizationId)
  })

  const deliver = createDelivery(services, hub)
  hub.on('published', deliver)
  const publish = publishOutbox(services, (event) => {
    deliver(event)
    hub.serverSideEmit('published', event)
  })
  const recheckAll = (): void => {
    recheckSessions(services, hub).catch((error: unknown) =>
      services.log.warn({ error }, 'sessions could not be checked'),
    )
    freshness.recheck(null)
  }
  const listener = listen(
    databaseUrl,
    ['outbox', 'session_ended', 'access_changed', bulkChannel],
    (channel, payload) => {
      if (channel === 'session_ended') cutSession(services, hub, payload)
      else if (channel === bulkChannel) tellProgress(hub, payload)
      else if (channel === 'access_changed') freshness.recheck(payload)
      else publish()
    },
    {
      log: services.log,
      applicationName: 'muniment-realtime',
      onBack: () => {
        publish()
        recheckAll()
      },
    },
  )
  const timers = [
    every(heartbeatEvery, services, 'heartbeat', () => beat(services, hub)),
    every(uploadingEvery, services, 'uploading', () => tellUploading(services, hub)),
    setInterval(recheckAll, recheckEvery),
    setInterval(publish, sweepEvery),
  ]
  return {
    get listening() {
      return listener.listening
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      freshness.stop()
      await listener.close()
      await hub.close()
      redis.disconnect()
    },
  }
}
