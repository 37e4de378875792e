import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeAccess, previewAccess } from '@muniment/core/access/change.ts'
import { AccessChange } from '@muniment/core/access/schema.ts'
import { noteDevice } from '@muniment/core/accounts/devices.ts'
import { systemContext, type SystemContext } from '@muniment/core/context.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { queues } from '@muniment/core/jobs/queues.ts'
import type { Room } from '@muniment/core/rooms/schema.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { accountsContext, createMember, createTestRoom, quiet, type TestMember } from '../test/factories.ts'
import { startTestMailServer, textOf, type TestMailServer } from '../test/smtp.ts'
import { bind, perform } from './handle.ts'
import { mailHandlers } from './mail.ts'

let database: TestDatabase
let smtp: TestMailServer
let owner: TestMember
let guest: TestMember
let room: Room
let ctx: SystemContext
const handlers = bind(queues.outbound, mailHandlers('https://room.example.test'))

beforeAll(async () => {
  database = await createTestDatabase()
  smtp = await startTestMailServer()
  owner = await createMember(database, { role: 'owner', name: 'Olga Owner' })
  ctx = systemContext(database.outbound, quiet, 'mail')
})
afterAll(async () => {
  await smtp.close()
  await database.drop()
})
beforeEach(async () => {
  smtp.mails.splice(0)
  await database.peek('delete from jobs; delete from mails; delete from settings')
  await database.peek(`insert into settings (name, value) values ('mail', $1)`, [
    JSON.stringify({ host: '127.0.0.1', port: smtp.port, security: 'none', user: '', from: 'a@b.test', fromName: 'M' }),
  ])
  guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
  await database.peek('update auth.users set email_verified = true where id = $1', [guest.personId])
  room = await createTestRoom(owner, { visibility: 'private', name: 'Project Heron' })
})

const give = (level: string | null, to: TestMember = guest): Promise<void> =>
  changeAccess(
    owner.ctx,
    'room',
    room.id,
    AccessChange.parse({ grants: [{ subject: { kind: 'member', id: to.memberId }, level }] }),
  )

async function work(): Promise<void> {
  const jobs = await database.peek<{ id: string }>(`select id from jobs where state = 'waiting' and run_at <= now()`)
  for (const { id } of jobs) await perform(ctx, handlers, id, new AbortController().signal)
}

describe('the mail about something that was shared', () => {
  it('names the thing and leads to it, and does not name who shared it', async () => {
    await give('view')
    await database.peek(`update rooms set name = 'Project Egret' where id = $1`, [room.id])
    await work()
    expect(smtp.mails).toHaveLength(1)
    expect(smtp.mails[0]?.to).toEqual([guest.email])
    const text = textOf(smtp.mails[0]?.source ?? '')
    expect(text).toContain('the room "Project Egret" was shared with you')
    expect(text).toContain(`https://room.example.test/rooms/${room.id}`)
    expect(text).not.toContain('Olga')
    expect(await database.peek('select from jobs')).toEqual([])
    // More of the same is no news.
    await give('edit')
    await work()
    expect(smtp.mails).toHaveLength(1)
  })

  it('leads to a folder in its room', async () => {
    const folder = await createFolder(owner.ctx, room.id, { name: 'Inside', parentId: null })
    const grants = [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }]
    await changeAccess(owner.ctx, 'folder', folder.id, AccessChange.parse({ grants }))
    await work()
    expect(textOf(smtp.mails[0]?.source ?? '')).toContain(`/rooms/${room.id}/folders/${folder.id}`)
  })

  it.each([
    ['was taken back', () => give(null)],
    ['was turned into a denial', () => give('none')],
    ['is for somebody suspended', () => set('members set suspended_at = now() where id = $1', guest.memberId)],
    ['is for an address that was never proven', () => set('auth.users set email_verified = false where id = $1')],
    ['is for somebody who wants no such mail', () => set('auth.users set mail_shared = false where id = $1')],
  ])('is not sent of what %s before it was sent', async (_why, meanwhile) => {
    await give('view')
    await meanwhile()
    await work()
    expect(smtp.mails).toEqual([])
    expect(await database.peek('select from jobs')).toEqual([])
  })

  it('is not owed for a preview, for oneself, for a department, nor without a mail server', async () => {
    const grants = [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }]
    await previewAccess(owner.ctx, 'room', room.id, AccessChange.parse({ grants }))
    await give('manage', owner)
    await changeAccess(
      owner.ctx,
      'room',
      room.id,
      AccessChange.parse({ grants: [{ subject: { kind: 'everyone' }, level: 'view' }] }),
    )
    await database.peek('delete from settings')
    await give('view')
    expect(await database.peek('select from jobs')).toEqual([])
  })
})

const set = (change: string, id: string = guest.personId): Promise<unknown> => database.peek(`update ${change}`, [id])

describe('the mail about a sign-in from a new device', () => {
  const enter = (token?: string) =>
    noteDevice(accountsContext(database), {
      personId: guest.personId,
      token,
      address: '192.0.2.7',
      userAgent: 'Mozilla/5.0 <b>',
    })

  it('goes out for the second browser on, once for each', async () => {
    const first = await enter()
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(await enter(first ?? '')).toBeNull()
    await work()
    expect(smtp.mails).toEqual([])
    const second = await enter()
    expect(await enter(second ?? '')).toBeNull()
    await work()
    expect(smtp.mails).toHaveLength(1)
    const text = textOf(smtp.mails[0]?.source ?? '')
    expect(text).toContain('from the address 192.0.2.7')
    expect(text).toContain('Mozilla/5.0 &lt;b&gt;')
    const kept = await database.peek('select token_hash from auth.devices where user_id = $1', [guest.personId])
    expect(JSON.stringify(kept)).not.toContain(first)
  })

  it('does not go to whoever wants none, or never proved their address; a made-up cookie is a new device', async () => {
    await enter()
    await set('auth.users set mail_new_device = false where id = $1')
    expect(await enter('planted')).toMatch(/^[\w-]{43}$/)
    await set('auth.users set mail_new_device = true, email_verified = false where id = $1')
    await enter()
    expect(await database.peek('select from jobs')).toEqual([])
    await set('auth.users set email_verified = true where id = $1')
    await enter('planted')
    expect(await database.peek('select from jobs')).toHaveLength(1)
  })
})
