import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, createTestRoom, type TestMember } from '../../test/factories.ts'
import { changeAccess } from '../access/change.ts'
import { AccessChange } from '../access/schema.ts'
import { trashThing } from '../trash/trashThing.ts'
import { createFolder } from './create.ts'
import { ensureFolders } from './ensure.ts'

let database: TestDatabase
let member: TestMember
let roomId: string

beforeAll(async () => {
  database = await createTestDatabase()
  member = await createMember(database)
  roomId = (await createTestRoom(member)).id
})
afterAll(() => database.drop())

const ensure = (paths: string[][], parentId: string | null = null) =>
  ensureFolders(member.ctx, roomId, { parentId, paths }).then(({ items }) => items)

const pathsIn = async (room: string): Promise<string[]> => {
  const rows = await database.peek<{ path: string }>(
    `with recursive p as (
       select id, name as path from folders where room_id = $1 and parent_id is null
       union all select f.id, p.path || '/' || f.name from folders f join p on f.parent_id = p.id)
     select path from p order by path collate "C"`,
    [room],
  )
  return rows.map(({ path }) => path)
}

describe('folders by their paths', () => {
  it('are made with those above them, each once, and told of', async () => {
    const items = await ensure([['a', 'b', 'c'], ['a', 'b'], ['a', 'd'], ['e']])
    expect(items.map(({ made, fault }) => ({ made, fault }))).toEqual(
      Array.from({ length: 4 }, () => ({ made: true, fault: null })),
    )
    expect(await pathsIn(roomId)).toEqual(['a', 'a/b', 'a/b/c', 'a/d', 'e'])
    const [told] = await database.peek(
      `select count(*)::int as events from events where type = 'folders.created' and room_id = $1`,
      [roomId],
    )
    expect(told).toEqual({ events: 5 })
  })

  it('are found again when they are asked for twice, however the name is composed', async () => {
    const { id } = await createFolder(member.ctx, roomId, { name: 'Maße é', parentId: null })
    expect(await ensure([['Maße e\u0301 ']])).toEqual([{ id, made: false, fault: null }])
    const [first] = await ensure([['a', 'b', 'c']])
    expect(await ensure([['a', 'b', 'c']])).toEqual([first])
    expect(first?.made).toBe(false)
  })

  it('are the oldest of namesakes', async () => {
    const old = await createFolder(member.ctx, roomId, { name: 'Twin', parentId: null })
    await createFolder(member.ctx, roomId, { name: 'Twin', parentId: null })
    expect(await ensure([['Twin']])).toEqual([{ id: old.id, made: false, fault: null }])
  })

  it('say what is wrong with one without keeping others from being made', async () => {
    const deep = Array.from({ length: 33 }, (_, at) => `level ${at}`)
    const [bad, below, tooDeep, good] = await ensure([['x\\y'], ['x\\y', 'z'], deep, ['good']])
    expect(bad).toMatchObject({ id: null, fault: expect.stringContaining('\\') })
    expect(below?.fault).toBe(bad?.fault)
    expect(tooDeep).toMatchObject({ id: null, fault: expect.stringContaining('32 deep') })
    expect(good).toMatchObject({ made: true, fault: null })
  })

  it('count from the place that they are to be in', async () => {
    const [base] = await ensure([['base', 'inner']])
    const paths = Array.from({ length: 31 }, (_, at) => [...Array(at + 1).keys()].map(String))
    const faults = (await ensure(paths, base?.id ?? null)).map(({ fault }) => fault === null)
    expect(faults).toEqual([...Array<boolean>(30).fill(true), false])
  })

  it('are made anew where a namesake is hidden or in the trash, so that nothing tells of it', async () => {
    const { organizationId } = member
    const other = await createMember(database, { organizationId, role: 'member' })
    const shared = await createTestRoom(member)
    const everyone = { subject: { kind: 'everyone' }, level: 'edit', endsAt: null }
    await changeAccess(member.ctx, 'room', shared.id, AccessChange.parse({ grants: [everyone] }))
    const hidden = await createFolder(member.ctx, shared.id, { name: 'Secret', parentId: null })
    const none = { subject: { kind: 'member', id: other.memberId }, level: 'none', endsAt: null }
    await changeAccess(member.ctx, 'folder', hidden.id, AccessChange.parse({ grants: [none] }))
    const gone = await createFolder(member.ctx, shared.id, { name: 'Gone', parentId: null })
    await trashThing(member.ctx, 'folder', gone.id, null)
    const asked = { parentId: null, paths: [['Secret'], ['Gone', 'inner']] }
    const { items } = await ensureFolders(other.ctx, shared.id, asked)
    expect(items.map(({ made }) => made)).toEqual([true, true])
    expect(items.map(({ id }) => id)).not.toContain(hidden.id)
    await expect(ensureFolders(other.ctx, shared.id, { parentId: hidden.id, paths: [['x']] })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('are neither found nor made by who may not add folders there', async () => {
    const stranger = await createMember(database)
    const made = ensureFolders(stranger.ctx, roomId, { parentId: null, paths: [['a']] })
    await expect(made).rejects.toMatchObject({ code: 'not_found' })
    const guest = await createMember(database, { organizationId: member.organizationId, role: 'guest' })
    const private_ = await createTestRoom(member, { name: 'Private', visibility: 'private' })
    const other = ensureFolders(guest.ctx, private_.id, { parentId: null, paths: [['a']] })
    await expect(other).rejects.toMatchObject({ code: 'not_found' })
  })
})
