import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, createTestRoom, type TestMember } from '../../test/factories.ts'
import { transaction } from '../db.ts'
import { createFolder } from '../folders/create.ts'
import { getFolder, listFolders } from '../folders/queries.ts'
import { renameFolder } from '../folders/rename.ts'
import { getRoom, listRooms } from '../rooms/queries.ts'
import { updateRoom } from '../rooms/update.ts'
import { Access, type AccessLevel } from './levels.ts'

let database: TestDatabase
let administrator: TestMember
let member: TestMember
let other: TestMember

beforeAll(async () => {
  database = await createTestDatabase()
  administrator = await createMember(database)
  const { organizationId } = administrator
  member = await createMember(database, { organizationId, role: 'member' })
  other = await createMember(database, { organizationId, role: 'member' })
})
afterAll(() => database.drop())

async function grant(roomId: string, to: TestMember, level: AccessLevel): Promise<void> {
  await database.peek(
    `insert into grants (organization_id, scope_id, member_id, level) select organization_id, scope_id, $2, $3 from rooms where id = $1
     on conflict on constraint grants_subject do update set level = excluded.level`,
    [roomId, to.memberId, level],
  )
}

describe('a private room', () => {
  it('is there for who made it and for administrators, and for nobody else', async () => {
    const room = await createTestRoom(member, { visibility: 'private' })
    expect((await getRoom(member.ctx, room.id)).access).toBe('manage')
    expect((await getRoom(administrator.ctx, room.id)).access).toBe('manage')
    await expect(getRoom(other.ctx, room.id)).rejects.toMatchObject({ code: 'not_found' })
    const { items } = await listRooms(other.ctx, { limit: 200 })
    expect(items.map(({ id }) => id)).not.toContain(room.id)
  })

  it('opens as far as a grant says', async () => {
    const room = await createTestRoom(member, { visibility: 'private' })
    const folder = await createFolder(member.ctx, room.id, { name: 'Board', parentId: null })
    await grant(room.id, other, Access.view)
    expect(await getFolder(other.ctx, folder.id)).toMatchObject({
      abilities: { rename: false, createFolder: false, upload: false },
    })
    await expect(renameFolder(other.ctx, folder.id, 1, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createFolder(other.ctx, room.id, { name: 'Mine', parentId: null })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await grant(room.id, other, Access.edit)
    expect(await renameFolder(other.ctx, folder.id, 1, { name: 'Board 2' })).toMatchObject({
      name: 'Board 2',
      revision: 2,
    })
    await expect(updateRoom(other.ctx, room.id, 1, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('none', () => {
  it('beats what everyone has', async () => {
    const room = await createTestRoom(administrator)
    expect((await getRoom(other.ctx, room.id)).access).toBe('edit')
    await grant(room.id, other, Access.none)
    await expect(getRoom(other.ctx, room.id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await getRoom(member.ctx, room.id)).access).toBe('edit')
  })
})

describe('what is kept of somebody', () => {
  it('is read by nobody else', async () => {
    await createTestRoom(administrator)
    const kept = 'select member_id, count(*)::int as scopes from actor_scopes group by member_id'
    const [mine] = await transaction(member.ctx, (trx) => trx.raw<{ rows: object[] }>(kept)).then(({ rows }) => rows)
    await transaction(other.ctx, (trx) => trx.raw('select 1'))
    const all = await database.peek(kept)
    expect(all).toContainEqual(mine)
    expect(all).toContainEqual(expect.objectContaining({ member_id: other.memberId }))
    for (const { ctx, memberId } of [member, other]) {
      const seen = await transaction(ctx, (trx) => trx.raw<{ rows: object[] }>(kept))
      expect(seen.rows).toEqual([expect.objectContaining({ member_id: memberId })])
    }
  })
})

describe('somebody suspended', () => {
  it('sees nothing at all, whatever they hold', async () => {
    const gone = await createMember(database, { organizationId: administrator.organizationId })
    const room = await createTestRoom(gone)
    await database.peek('update members set suspended_at = now() where id = $1', [gone.memberId])
    await expect(getRoom(gone.ctx, room.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(createTestRoom(gone)).rejects.toThrow()
  })
})

describe('the second wall', () => {
  it('refuses a write that the code forgot to refuse', async () => {
    const room = await createTestRoom(member, { visibility: 'private' })
    const foreign = await createMember(database)
    for (const intruder of [other, foreign]) {
      const attempt = transaction(intruder.ctx, (trx) =>
        trx('folders').insert({
          id: randomUUID(),
          organization_id: member.organizationId,
          room_id: room.id,
          parent_id: null,
          name: 'Intruder',
          created_by: intruder.memberId,
        }),
      )
      await expect(attempt).rejects.toThrow(/row-level security/)
      const changed = await transaction(intruder.ctx, (trx) =>
        trx('rooms').where({ id: room.id }).update({ name: 'Taken' }),
      )
      expect(changed).toBe(0)
    }
  })

  it('does not take the word of a member for another person', async () => {
    const room = await createTestRoom(member, { visibility: 'private' })
    const pretender = { ...other.ctx, actor: { ...other.ctx.actor, memberId: member.memberId } }
    await expect(getRoom(pretender, room.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('keeps a folder in the room and scope of its parent', async () => {
    const [one, two] = [await createTestRoom(member), await createTestRoom(member)]
    const parent = await createFolder(member.ctx, one.id, { name: 'Parent', parentId: null })
    await expect(createFolder(member.ctx, two.id, { name: 'Child', parentId: parent.id })).rejects.toMatchObject({
      code: 'not_found',
    })
    const attempt = transaction(member.ctx, (trx) =>
      trx('folders').insert({
        id: randomUUID(),
        organization_id: member.organizationId,
        room_id: two.id,
        parent_id: parent.id,
        name: 'Child',
        created_by: member.memberId,
      }),
    )
    await expect(attempt).rejects.toThrow(/no such place/)
  })
})

describe('folders', () => {
  it('go 32 deep and no further', async () => {
    const room = await createTestRoom(member)
    let parentId: string | null = null
    for (let depth = 1; depth <= 32; depth++) {
      parentId = (await createFolder(member.ctx, room.id, { name: `Level ${depth}`, parentId })).id
    }
    await expect(createFolder(member.ctx, room.id, { name: 'Level 33', parentId })).rejects.toMatchObject({
      code: 'invalid',
    })
    expect((await getFolder(member.ctx, parentId ?? '')).path).toHaveLength(31)
  })

  it('are listed as people count, page by page, each once', async () => {
    const room = await createTestRoom(member)
    const names = Array.from({ length: 23 }, (_none, index) => `Tab ${index + 1}`)
    for (const name of names.toReversed()) await createFolder(member.ctx, room.id, { name, parentId: null })
    const listed: string[] = []
    let cursor: string | undefined
    do {
      const page = await listFolders(member.ctx, room.id, null, { limit: 5, ...(cursor !== undefined && { cursor }) })
      listed.push(...page.items.map(({ name }) => name))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(listed).toEqual(names)
  })

  it('keep the change of whoever came first', async () => {
    const room = await createTestRoom(member)
    const folder = await createFolder(member.ctx, room.id, { name: 'Draft', parentId: null })
    await renameFolder(member.ctx, folder.id, 1, { name: 'First' })
    await expect(renameFolder(other.ctx, folder.id, 1, { name: 'Second' })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    expect((await getFolder(member.ctx, folder.id)).name).toBe('First')
  })
})

describe('events', () => {
  it('can be neither changed nor deleted, not even by the owner of the table', async () => {
    await createTestRoom(member)
    for (const role of [database.server, database.worker]) {
      await expect(role.raw(`update events set type = 'x'`)).rejects.toThrow(/permission denied/)
      await expect(role.raw('delete from events')).rejects.toThrow(/permission denied/)
    }
    const before = await database.peek('select position, type from events order by 1')
    await database.owner.raw('delete from events')
    expect(await database.peek('select position, type from events order by 1')).toEqual(before)
    await expect(database.peek('delete from events')).rejects.toThrow(/append-only/)
  })
})
