import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { changeAccess } from '@muniment/core/access/change.ts'
import { AccessChange } from '@muniment/core/access/schema.ts'
import { Clash } from '@muniment/core/documents/clashes.ts'
import { Document } from '@muniment/core/documents/schema.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { encodeCursor, pageOf } from '@muniment/core/page.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createTestRoom, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

interface Planted {
  id: string
  name: string
  folder: string | null
  size: number
  kind: string
  mediaType: string
  day: string | null
  author: string
  title: string
  description: string
  tags: string[]
  sensitivity: number
  state: string
  updated: Date
  created: Date
}

let database: TestDatabase
let server: TestServer
let owner: TestMember
let ana: TestMember
let guest: TestMember
let owners: Browser
let guests: Browser
let roomId: string
let top: string
let inner: string
let planted: Planted[]

const mediaTypes = { pdf: 'application/pdf', image: 'image/png', sheet: 'text/csv', other: 'video/mp4' }
const kinds = ['pdf', 'image', 'sheet', 'other'] as const

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  owner = await createMember(database, { role: 'owner', name: 'Zoe Owner' })
  ana = await createMember(database, { organizationId: owner.organizationId, role: 'member', name: 'Ana Ruiz' })
  guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
  owners = await server.signIn(owner)
  guests = await server.signIn(guest)
  roomId = (await createTestRoom(owner, { visibility: 'private' })).id
  top = (await createFolder(owner.ctx, roomId, { name: 'Top', parentId: null })).id
  inner = (await createFolder(owner.ctx, roomId, { name: 'Inner', parentId: top })).id
  planted = Array.from({ length: 90 }, (_, at) => plan(at))
  for (const one of planted) await plant(one)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

/** Ties everywhere, so that only the id decides. */
function plan(at: number): Planted {
  const kind = kinds[at % 4] ?? 'other'
  return {
    id: randomUUID(),
    name: at % 5 === 0 ? 'Same Ünder_100%.pdf' : `Contract ${at % 20} of ${at % 3 === 0 ? 'Lease' : 'Order'}.pdf`,
    folder: [null, top, inner][at % 3] ?? null,
    size: (at % 7) * 1000,
    kind,
    mediaType: mediaTypes[kind],
    day: at % 4 === 0 ? null : `2026-03-${String(1 + (at % 9)).padStart(2, '0')}`,
    author: at % 2 === 0 ? owner.memberId : ana.memberId,
    title: at % 4 === 0 ? `The Größe of plot ${at}` : '',
    description: at % 3 === 0 ? `Seen by the notary,\n50% paid; O'Neill \\ Sons` : '',
    tags: [at % 2 === 0 ? 'signed' : 'draft', ...(at % 6 === 0 ? ['q1 2026'] : [])],
    sensitivity: at % 4,
    state: at % 10 === 0 ? 'held' : 'available',
    updated: new Date(Date.UTC(2026, 0, 1 + (at % 11))),
    created: new Date(Date.UTC(2025, 0, 1 + (at % 13))),
  }
}

async function plant(one: Planted): Promise<void> {
  const version = randomUUID()
  await database.peek(
    `with d as (insert into documents (id, organization_id, room_id, folder_id, name, current_version_id, size, created_by, tags, document_date, sensitivity,
         title, description)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $14, $15))
     insert into versions (id, organization_id, document_id, number, size, media_type, etag, uploaded_by, state, sha256, scanned_at)
     values ($6, $2, $1, 1, $7, $12, 'x', $8, $13, case when $13 = 'available' then sha256($1::text::bytea) end, now())`,
    [
      one.id,
      owner.organizationId,
      roomId,
      one.folder,
      one.name,
      version,
      one.size,
      one.author,
      one.tags,
      one.day,
      one.sensitivity,
      one.mediaType,
      one.state,
      one.title,
      one.description,
    ],
  )
  await database.peek('update documents set updated_at = $2, created_at = $3 where id = $1', [
    one.id,
    one.updated,
    one.created,
  ])
}

/** Every page of a list, few at a time, so that each order goes over its ties. */
async function walk(browser: Browser, query: Record<string, string>, limit = 7): Promise<Document[]> {
  const all: Document[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const parameters = new URLSearchParams({ ...query, limit: String(limit), ...(cursor !== '' && { cursor }) })
    const answer = await browser.ask(`/api/v1/rooms/${roomId}/documents?${parameters.toString()}`)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const page = pageOf(Document).parse(answer.body)
    all.push(...page.items)
    cursor = page.next
  }
  return all
}

const idsOf = (list: readonly { id: string }[]): string[] =>
  list.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1))
const everywhere = { scope: 'room' }

describe('a list of documents', () => {
  const filters: [string, Record<string, string>, (one: Planted) => boolean][] = [
    ['a part of the name, in capitals or not', { name: 'lEASE' }, (one) => one.name.includes('Lease')],
    [
      'a part with letters that mean something in a pattern',
      { name: 'ünder_100%' },
      (one) => one.name.startsWith('Same'),
    ],
    ['an underscore that is none', { name: 'contract_1' }, () => false],
    ['the beginning of a word of its title', { text: 'grö' }, (one) => one.title !== ''],
    ['a word of its description', { text: 'notary' }, (one) => one.description !== ''],
    [
      'words of its name, its title and its description, in any order',
      { text: ' notary contract  plot ' },
      (one) => one.description !== '' && one.title !== '' && one.name.startsWith('Contract'),
    ],
    ['words with letters that mean something in SQL', { text: `50% o'neill \\` }, (one) => one.description !== ''],
    ['a common word beside a rare one', { text: 'pdf ünder' }, (one) => one.name.startsWith('Same')],
    ['a word that stands nowhere beside one that does', { text: 'notary 5_%' }, () => false],
    ['what it is', { kind: 'pdf,sheet' }, (one) => one.kind === 'pdf' || one.kind === 'sheet'],
    ['its size', { sizeFrom: '2000', sizeTo: '4000' }, (one) => one.size >= 2000 && one.size <= 4000],
    [
      'when it was changed',
      { updatedFrom: '2026-01-05T00:00:00Z' },
      (one) => one.updated >= new Date(Date.UTC(2026, 0, 5)),
    ],
    [
      'when it was added',
      { createdTo: '2025-01-04T00:00:00Z' },
      (one) => one.created <= new Date(Date.UTC(2025, 0, 4)),
    ],
    ['the day that it is of', { dateTo: '2026-03-04' }, (one) => one.day !== null && one.day <= '2026-03-04'],
    ['from a day on', { dateFrom: '2026-03-04' }, (one) => one.day !== null && one.day >= '2026-03-04'],
    ['its author', { author: 'Ana' }, (one) => one.author === ana.memberId],
    ['any of its authors', { author: 'Ana,Zoe' }, () => true],
    ['a tag', { tag: 'Signed' }, (one) => one.tags.includes('signed')],
    ['two tags', { tag: 'signed,q1 2026' }, (one) => one.tags.includes('signed') && one.tags.includes('q1 2026')],
    ['how sensitive it is', { sensitivity: 'public,restricted' }, (one) => one.sensitivity % 3 === 0],
    ['its state', { state: 'held' }, (one) => one.state === 'held'],
    [
      'several of these',
      { name: 'lease', kind: 'pdf', tag: 'signed' },
      (one) => one.name.includes('Lease') && one.kind === 'pdf' && one.tags.includes('signed'),
    ],
  ]
  it.each(filters)('is narrowed by %s', async (_what, query, holds) => {
    const { author, ...others } = query
    const authors = author?.replace('Ana', ana.memberId).replace('Zoe', owner.memberId)
    const asked = { ...others, ...(authors !== undefined && { author: authors }), ...everywhere }
    expect(idsOf(await walk(owners, asked))).toEqual(idsOf(planted.filter(holds)))
  })

  it('is of one folder, of what lies below it, or of the room', async () => {
    expect(idsOf(await walk(owners, {}))).toEqual(idsOf(planted.filter(({ folder }) => folder === null)))
    expect(idsOf(await walk(owners, { folderId: top }))).toEqual(idsOf(planted.filter(({ folder }) => folder === top)))
    const below = idsOf(planted.filter(({ folder }) => folder !== null))
    expect(idsOf(await walk(owners, { folderId: top, scope: 'below' }))).toEqual(below)
    expect(idsOf(await walk(owners, { scope: 'below' }))).toEqual(idsOf(planted))
    expect(idsOf(await walk(owners, { folderId: top, scope: 'room' }))).toEqual(idsOf(planted))
  })

  const keys: Record<string, (document: Document) => string | number> = {
    name: ({ name }) => name,
    updatedAt: ({ updatedAt }) => updatedAt,
    size: ({ version }) => version.size,
    documentDate: ({ documentDate }) => documentDate ?? '',
    author: ({ createdBy, name }) => `${createdBy?.name ?? ''} ${name}`,
  }
  const natural = new Intl.Collator('und', { numeric: true })
  it.each(
    Object.keys(keys).flatMap((sort) => [
      [sort, 'asc'],
      [sort, 'desc'],
    ]),
  )('by %s %s gives every document once, in order, over all its pages', async (sort, direction) => {
    const key = keys[sort ?? 'name'] ?? (() => '')
    const list = await walk(owners, { ...everywhere, sort: sort ?? '', direction: direction ?? '' })
    expect(idsOf(list)).toEqual(idsOf(planted))
    const ordered = list.toSorted((a, b) => {
      const [one, two] = [key(a), key(b)]
      const by = typeof one === 'number' ? one - Number(two) : natural.compare(one, String(two))
      const decided = by === 0 ? (a.id < b.id ? -1 : 1) : by
      return direction === 'asc' ? decided : -decided
    })
    expect(list.map((one) => [key(one), one.id])).toEqual(ordered.map((one) => [key(one), one.id]))
  })

  it('shows somebody with few rights just what they have, in every order', async () => {
    const visible = planted.filter(({ folder, sensitivity }) => folder === inner && sensitivity === 0)
    const change = { grants: [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }] }
    await changeAccess(owner.ctx, 'folder', inner, AccessChange.parse(change))
    await database.peek(`update roles set clearance = 0 where key = 'guest'`)
    for (const sort of Object.keys(keys)) {
      const list = await walk(guests, { folderId: inner, scope: 'below', sort })
      expect(idsOf(list), sort).toEqual(idsOf(visible))
    }
    const answer = await guests.ask(`/api/v1/rooms/${roomId}/documents?scope=room`)
    expect(answer.status).toBe(404)
  })

  it.each([
    ['a cursor of another order', `sort=size&cursor=${encodeCursor(['abc', randomUUID()])}`],
    ['a kind that there is not', 'kind=novel'],
    ['a size that is none', 'sizeFrom=-1'],
    ['a day that is none', 'dateFrom=2026-02-31'],
    ['too many tags', `tag=${Array.from({ length: 21 }, (_, at) => `t${at}`).join()}`],
    ['an order that there is not', 'sort=colour'],
  ])('refuses %s', async (_what, query) => {
    expect((await owners.ask(`/api/v1/rooms/${roomId}/documents?${query}`)).status).toBe(400)
  })
})

describe('tags of a room', () => {
  const ask = async (browser: Browser, prefix: string): Promise<unknown> =>
    (await browser.ask(`/api/v1/rooms/${roomId}/tags?prefix=${encodeURIComponent(prefix)}`)).body

  it('are given by their beginning, to who sees a document that bears them', async () => {
    expect(await ask(owners, '')).toEqual({ items: ['draft', 'q1 2026', 'signed'] })
    expect(await ask(owners, 'Q1')).toEqual({ items: ['q1 2026'] })
    expect(await ask(owners, '%')).toEqual({ items: [] })
    const change = { grants: [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }] }
    const reader = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
    const browser = await server.signIn(reader)
    expect((await browser.ask(`/api/v1/rooms/${roomId}/tags`)).status).toBe(404)
    await changeAccess(owner.ctx, 'room', roomId, AccessChange.parse(change))
    // Public documents are the even ones with a multiple of four: never a draft.
    expect(await ask(guests, '')).toEqual({ items: ['q1 2026', 'signed'] })
  })

  it('are not given any more when no document bears them', async () => {
    const [one] = planted
    const read = Document.parse((await owners.ask(`/api/v1/documents/${one?.id}`)).body)
    const change = async (tags: string[], revision: number) =>
      owners.ask(`/api/v1/documents/${one?.id}`, {
        method: 'PATCH',
        headers: { 'if-match': `"${revision}"` },
        body: { tags },
      })
    const changed = await change([' Rare  TAG ', 'rare tag', ...read.tags], read.revision)
    expect(Document.parse(changed.body).tags).toEqual(['q1 2026', 'rare tag', 'signed'])
    expect(await ask(owners, 'rare')).toEqual({ items: ['rare tag'] })
    await change(read.tags, read.revision + 1)
    expect(await ask(owners, 'rare')).toEqual({ items: [] })
  })
})

describe('names that are taken', () => {
  const ask = (browser: Browser, path: string, names: string[]) =>
    browser.ask(`/api/v1${path}/clashes`, { method: 'POST', body: { names } })

  it('are told with what is there, and only where one may upload', async () => {
    const name = planted.find(({ folder }) => folder === top)?.name ?? ''
    const answer = await ask(owners, `/folders/${top}`, [name, 'Not there.pdf'])
    expect(answer.status).toBe(200)
    const found = planted.filter((one) => one.folder === top && one.name === name).map(({ id }) => id)
    const { items } = z.object({ items: z.array(Clash) }).parse(answer.body)
    expect(items.every(({ documentId, addVersion }) => found.includes(documentId) && addVersion)).toBe(true)
    expect(items).toHaveLength(Math.min(5, found.length))
    const places = [
      { folderId: top, names: [name] },
      { folderId: null, names: [name.toUpperCase()] },
    ]
    const inPlaces = (browser: Browser, body: unknown) =>
      browser.ask(`/api/v1/rooms/${roomId}/clashes/places`, { method: 'POST', body })
    const placed = (await inPlaces(owners, { places })).body
    expect(placed).toEqual({ items: items.map((item) => ({ ...item, folderId: top })) })
    expect((await inPlaces(guests, { places: [{ folderId: inner, names: [name] }] })).status).toBe(403)
    expect((await inPlaces(owners, { places: [{ folderId: randomUUID(), names: [name] }] })).status).toBe(404)
    expect((await ask(guests, `/folders/${inner}`, [name])).status).toBe(403)
    expect((await ask(owners, `/rooms/${roomId}`, [name.toUpperCase()])).body).toEqual({ items: [] })
    expect(
      (
        await ask(
          owners,
          `/rooms/${roomId}`,
          Array.from({ length: 501 }, () => 'a'),
        )
      ).status,
    ).toBe(400)
  })
})
