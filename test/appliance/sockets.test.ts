import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { createRoom, foundOrganization, join, operator, signIn, visitor, type Visitor } from './client.ts'
import { eventually, origin } from './stack.ts'

// What goes over the live connection, to people who must not hear it.

const opened: Socket[] = []
afterEach(() => {
  for (const socket of opened.splice(0)) socket.disconnect()
})

function open(
  by: Visitor,
  headers: Record<string, string> = {},
  auth: object = { organization: by.organization },
): Socket {
  const socket = io(origin, {
    path: '/realtime',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth,
    extraHeaders: { origin, ...(by.cookie !== '' && { cookie: by.cookie }), ...headers },
  })
  opened.push(socket)
  return socket
}

/** Resolves to 'open', or to what the appliance said instead. */
function outcome(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('open'))
    socket.once('connect_error', (error) => resolve(error.message))
  })
}

const Ack = z.object({ ok: z.boolean(), code: z.string().optional(), position: z.number().optional() })
const watch = async (socket: Socket, thing: unknown) =>
  Ack.parse(await socket.timeout(10_000).emitWithAck('watch', thing))

let owner: Visitor
let member: Visitor
let foreigner: Visitor
let openRoom: string
let privateRoom: string

beforeAll(async () => {
  owner = await operator()
  member = await join(owner, 'member')
  foreigner = await foundOrganization(owner, `Sockets ${Date.now()}`)
  openRoom = (await createRoom(owner, `Open ${Date.now()}`)).id
  privateRoom = (await createRoom(owner, `Private ${Date.now()}`, 'private')).id
})

describe('the handshake', () => {
  it('is refused to nobody in particular, to a made-up session, and to another page', async () => {
    expect(await outcome(open(visitor()))).toBe('unauthenticated')
    expect(await outcome(open(visitor(`${owner.cookie.split('=')[0]}=made-up`)))).toBe('unauthenticated')
    expect(await outcome(open(owner, { origin: 'https://evil.example' }))).not.toBe('open')
    expect(await outcome(open(owner, { origin: 'null' }))).not.toBe('open')
  })

  it('is refused for an organization of others, and for junk', async () => {
    expect(await outcome(open(foreigner, {}, { organization: owner.organization }))).toMatch(/not_found|forbidden/)
    for (const organization of ['x', 1, {}, '\u0000']) {
      expect(await outcome(open(owner, {}, { organization }))).toMatch(/^(invalid|not_found|forbidden)$/)
    }
    expect(await outcome(open(owner))).toBe('open')
  })
})

describe('a room', () => {
  it('is not watched by those who cannot see it', async () => {
    const stranger = open(foreigner)
    const colleague = open(member)
    for (const roomId of [openRoom, privateRoom]) {
      expect(await watch(stranger, { roomId })).toMatchObject({ ok: false, code: 'not_found' })
    }
    expect(await watch(colleague, { roomId: privateRoom })).toMatchObject({ ok: false, code: 'not_found' })
    expect(await watch(colleague, { roomId: openRoom })).toMatchObject({ ok: true })
    for (const junk of [null, 'x', { roomId: 'x' }, { roomId: { $gt: '' } }, []]) {
      expect(await watch(colleague, junk)).toMatchObject({ ok: false, code: 'invalid' })
    }
  })

  it('tells what happens in it to its watchers alone', async () => {
    const heard: Record<string, unknown[]> = { owner: [], member: [], stranger: [] }
    const sockets = { owner: open(owner), member: open(member), stranger: open(foreigner) }
    for (const [who, socket] of Object.entries(sockets)) {
      socket.on('event', (event: unknown) => heard[who]?.push(event))
      await watch(socket, { roomId: openRoom })
      await watch(socket, { roomId: privateRoom })
    }
    for (const roomId of [privateRoom, openRoom]) {
      await owner.ask(`/api/v1/rooms/${roomId}/folders`, { method: 'POST', body: { name: 'Heard', parentId: null } })
    }
    await eventually('the owner heard both', 20, async () => heard['owner']?.length === 2)
    await eventually('the member heard one', 20, async () => heard['member']?.length === 1)
    expect(JSON.stringify(heard['member'])).toContain(openRoom)
    expect(JSON.stringify(heard['member'])).not.toContain(privateRoom)
    expect(heard['stranger']).toEqual([])
  })
})

it('a session that ends takes its socket with it', async () => {
  const again = await signIn(member.email)
  const socket = open(again)
  expect(await outcome(socket)).toBe('open')
  const ended = new Promise((resolve) => socket.once('disconnect', resolve))
  expect((await again.ask('/api/auth/sign-out', { method: 'POST', body: {} })).status).toBeLessThan(300)
  expect(await ended).toBe('io server disconnect')
  expect(await outcome(open(again))).toBe('unauthenticated')
})

it('gives nothing over long polling, to anybody', async () => {
  for (const by of [visitor(), owner]) {
    const answer = await by.ask('/realtime/?EIO=4&transport=polling')
    expect(answer.status).toBe(400)
  }
})
