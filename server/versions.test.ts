import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeAccess } from '@muniment/core/access/change.ts'
import type { AccessName } from '@muniment/core/access/levels.ts'
import { AccessChange } from '@muniment/core/access/schema.ts'
import { systemContext } from '@muniment/core/context.ts'
import { Document, Version } from '@muniment/core/documents/schema.ts'
import { settleVersion } from '@muniment/core/documents/settle.ts'
import { pageOf } from '@muniment/core/page.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createTestRoom, quiet, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { tusClient, type NewTusUpload, type NewTusVersion, type TusAnswer } from '../test/tus.ts'
import { idOf } from '../test/uploads.ts'

let database: TestDatabase
let server: TestServer
let owner: TestMember
let ana: TestMember
let ben: TestMember
let owners: Browser
let anas: Browser
let bens: Browser
let roomId: string

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  owner = await createMember(database, { role: 'owner' })
  ana = await createMember(database, { organizationId: owner.organizationId, role: 'member', name: 'Ana Ruiz' })
  ben = await createMember(database, { organizationId: owner.organizationId, role: 'member', name: 'Ben Vale' })
  owners = await server.signIn(owner)
  anas = await server.signIn(ana)
  bens = await server.signIn(ben)
  roomId = (await createTestRoom(owner, { visibility: 'private' })).id
  await grant('room', roomId, ana, 'edit')
  await grant('room', roomId, ben, 'edit')
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

async function grant(kind: 'room' | 'document', id: string, member: TestMember, level: AccessName): Promise<void> {
  const change = { grants: [{ subject: { kind: 'member', id: member.memberId }, level }] }
  await changeAccess(owner.ctx, kind, id, AccessChange.parse(change))
}

interface Sent {
  documentId: string
  versionId: string
  answer: TusAnswer
}

async function send(browser: Browser, what: NewTusUpload | NewTusVersion, bytes: Buffer): Promise<Sent> {
  const client = tusClient(server, browser)
  const path = await client.create(what, bytes.length)
  const answer = await client.patch(path, 0, bytes)
  if (answer === null) throw new Error('no answer')
  return { documentId: String(answer.headers['muniment-document']), versionId: idOf(path), answer }
}

/** As the worker does with a clean file. */
async function pass(versionId: string, bytes: Buffer): Promise<void> {
  await server.services.storage.put('documents', versionId, bytes)
  const sha256 = createHash('sha256').update(bytes).digest()
  const ctx = systemContext(database.worker, quiet, 'scan')
  expect(await settleVersion(ctx, versionId, { state: 'available', sha256, signatures: 'trial' })).toBe(true)
}

async function block(versionId: string): Promise<void> {
  const reason = { code: 'infected', message: 'A virus.' }
  const ctx = systemContext(database.worker, quiet, 'scan')
  await settleVersion(ctx, versionId, { state: 'infected', reason, signatures: 'trial' })
}

async function upload(name: string, bytes: Buffer): Promise<Sent> {
  const sent = await send(anas, { filename: name, roomId }, bytes)
  await pass(sent.versionId, bytes)
  return sent
}

async function addVersion(documentId: string, bytes: Buffer, note = '', browser = anas): Promise<Sent> {
  return send(browser, { documentId, ...(note !== '' && { note }) }, bytes)
}

async function read(documentId: string, browser = anas): Promise<Document> {
  const answer = await browser.ask(`/api/v1/documents/${documentId}`)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return Document.parse(answer.body)
}

async function versionsOf(documentId: string, browser = anas): Promise<Version[]> {
  const answer = await browser.ask(`/api/v1/documents/${documentId}/versions`)
  return pageOf(Version).parse(answer.body).items
}

async function content(path: string): Promise<Buffer> {
  const response = await fetch(`${server.url}/api/v1${path}`, { headers: { cookie: anas.cookie } })
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

const restorePath = (documentId: string, versionId: string): string =>
  `/api/v1/documents/${documentId}/versions/${versionId}/restore`

describe('a further version', () => {
  it('is read by people only once it has passed, and is the current one then', async () => {
    const [first, second] = [randomBytes(1000), randomBytes(2000)]
    const { documentId } = await upload('Lease.pdf', first)
    const added = await addVersion(documentId, second, '  Signed by   both sides ')
    expect(added.documentId).toBe(documentId)
    const waiting = await read(documentId)
    expect(waiting).toMatchObject({
      version: { number: 1, state: 'available', size: 1000 },
      newer: { number: 2, state: 'scanning', note: 'Signed by both sides' },
    })
    expect((await content(`/documents/${documentId}/content`)).equals(first)).toBe(true)

    await pass(added.versionId, second)
    const now = await read(documentId)
    expect(now).toMatchObject({ version: { number: 2, state: 'available', size: 2000 }, newer: null })
    expect(now.revision).toBe(waiting.revision + 1)
    expect((await content(`/documents/${documentId}/content`)).equals(second)).toBe(true)
    const [last, before] = await versionsOf(documentId)
    expect(last).toMatchObject({ number: 2, note: 'Signed by both sides', uploadedBy: { name: 'Ana Ruiz' } })
    const path = `/documents/${documentId}/versions/${before?.id}/content`
    expect((await content(path)).equals(first)).toBe(true)
    const part = await fetch(`${server.url}/api/v1${path}`, { headers: { cookie: anas.cookie, range: 'bytes=0-9' } })
    expect([part.status, Buffer.from(await part.arrayBuffer()).equals(first.subarray(0, 10))]).toEqual([206, true])
  })

  it('that did not pass never replaces anything, and is followed by one that does', async () => {
    const bytes = randomBytes(100)
    const { documentId } = await upload('Charter.pdf', bytes)
    const bad = await addVersion(documentId, randomBytes(50))
    await block(bad.versionId)
    expect(await read(documentId)).toMatchObject({
      version: { number: 1, state: 'available' },
      newer: { number: 2, state: 'infected' },
    })
    const clean = await addVersion(documentId, randomBytes(70))
    await pass(clean.versionId, randomBytes(70))
    expect(await read(documentId)).toMatchObject({ version: { number: 3 }, newer: null })
  })

  it('that passes after a later one leaves the later one current', async () => {
    const { documentId } = await upload('Order.pdf', randomBytes(10))
    const [two, three] = [await addVersion(documentId, randomBytes(20)), await addVersion(documentId, randomBytes(30))]
    await Promise.all([pass(three.versionId, randomBytes(30)), pass(two.versionId, randomBytes(20))])
    expect(await read(documentId)).toMatchObject({ version: { number: 3, size: 30 }, newer: null })
  })

  it('gets a number of its own when many come at once, and the highest that passed is current', async () => {
    const { documentId } = await upload('Many.pdf', randomBytes(10))
    const sent = await Promise.all(Array.from({ length: 8 }, (_, at) => addVersion(documentId, randomBytes(100 + at))))
    const numbers = (await versionsOf(documentId)).map(({ number }) => number)
    expect(numbers).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
    await Promise.all(
      sent.map(({ versionId }, at) => (at % 3 === 0 ? block(versionId) : pass(versionId, randomBytes(100 + at)))),
    )
    const passed = (await versionsOf(documentId)).filter(({ state }) => state === 'available')
    expect((await read(documentId)).version.number).toBe(passed[0]?.number)
  })

  it('needs the right to edit the document, and is 404 for who cannot see it', async () => {
    const { documentId } = await upload('Secret.pdf', randomBytes(10))
    await grant('document', documentId, ben, 'download')
    const client = tusClient(server, bens)
    await expect(client.create({ documentId }, 3)).rejects.toThrow('403')
    await grant('document', documentId, ben, 'none')
    await expect(client.create({ documentId }, 3)).rejects.toThrow('404')
  })

  it('whose right ended while it was sent does not come into being', async () => {
    const { documentId } = await upload('Ended.pdf', randomBytes(10))
    const client = tusClient(server, bens)
    const path = await client.create({ documentId }, 3)
    await grant('document', documentId, ben, 'view')
    expect((await client.patch(path, 0, Buffer.from('abc')))?.status).toBe(403)
    expect(await versionsOf(documentId)).toHaveLength(1)
  })

  it('with a note that is too long is refused before its first byte', async () => {
    const { documentId } = await upload('Note.pdf', randomBytes(10))
    const client = tusClient(server, anas)
    await expect(client.create({ documentId, note: 'x'.repeat(501) }, 3)).rejects.toThrow('400')
  })

  it('says so when the same bytes were there already, to whoever may know', async () => {
    const bytes = randomBytes(40)
    const { documentId } = await upload('First.pdf', bytes)
    const twin = await upload('Twin.pdf', bytes)
    expect((await read(twin.documentId)).version.sameAs).toEqual({ documentId, name: 'First.pdf', version: 1 })
    const again = await addVersion(twin.documentId, bytes)
    await pass(again.versionId, bytes)
    expect((await versionsOf(twin.documentId)).map(({ sameAs }) => sameAs?.name)).toEqual(['Twin.pdf', 'First.pdf'])
    await grant('document', documentId, ben, 'none')
    expect((await versionsOf(twin.documentId, bens)).map(({ sameAs }) => sameAs?.name)).toEqual(['Twin.pdf', undefined])
  })
})

describe('an older version', () => {
  it('becomes current again as a new one with the same bytes, once however often it is asked', async () => {
    const [first, second] = [randomBytes(1000), randomBytes(900)]
    const { documentId, versionId } = await upload('Terms.pdf', first)
    const next = await addVersion(documentId, second)
    await pass(next.versionId, second)
    const { revision } = await read(documentId)
    const ask = () =>
      anas.ask(restorePath(documentId, versionId), {
        method: 'POST',
        headers: { 'if-match': `"${revision}"`, 'idempotency-key': 'restore-terms-1' },
      })
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const [restored, ...older] = await versionsOf(documentId)
    expect(restored).toMatchObject({ number: 3, restoredFrom: 1, state: 'available', size: 1000 })
    expect(older.map(({ number }) => number)).toEqual([2, 1])
    expect((await content(`/documents/${documentId}/content`)).equals(first)).toBe(true)
    const objects = await database.peek('select distinct object_id from versions where document_id = $1', [documentId])
    expect(objects).toHaveLength(2)
  })

  it('is refused to who saw an older document, for the current one, and for one that did not pass', async () => {
    const { documentId, versionId } = await upload('Refused.pdf', randomBytes(10))
    const bad = await addVersion(documentId, randomBytes(10))
    await block(bad.versionId)
    const { revision } = await read(documentId)
    const ask = async (id: string, tag: number): Promise<number> =>
      (await anas.ask(restorePath(documentId, id), { method: 'POST', headers: { 'if-match': `"${tag}"` } })).status
    expect(await ask(versionId, revision)).toBe(409)
    expect(await ask(bad.versionId, revision)).toBe(409)
    expect(await ask(versionId, revision + 1)).toBe(412)
    const other = await upload('Other.pdf', randomBytes(10))
    expect(await ask(other.versionId, revision)).toBe(404)
  })

  it('cannot be made by the database role out of bytes of another document', async () => {
    const { documentId } = await upload('Mine.pdf', randomBytes(10))
    const bytes = randomBytes(10)
    const other = await upload('Theirs.pdf', bytes)
    const forged = database.server.transaction(async (trx) => {
      await trx.raw('select access.act_as(?, ?, null)', [ana.memberId, ana.personId])
      await trx.raw(
        `insert into versions (organization_id, document_id, number, object_id, state, size, sha256, etag, scanned_at, restored_from, uploaded_by)
         values (?, ?, 2, ?, 'available', 10, ?, 'x', now(), 1, ?)`,
        [ana.organizationId, documentId, other.versionId, createHash('sha256').update(bytes).digest(), ana.memberId],
      )
    })
    await expect(forged).rejects.toThrow(/row-level security/)
  })
})

describe('the note of a version', () => {
  it('is changed by its author and by who manages the document, and by nobody else', async () => {
    const { documentId, versionId } = await upload('Noted.pdf', randomBytes(10))
    const ask = async (browser: Browser, note: string): Promise<number> =>
      (await browser.ask(`/api/v1/documents/${documentId}/versions/${versionId}`, { method: 'PATCH', body: { note } }))
        .status
    expect(await ask(anas, 'By its author')).toBe(200)
    expect(await ask(bens, 'By another')).toBe(403)
    expect(await ask(owners, 'By who manages it')).toBe(200)
    expect((await versionsOf(documentId))[0]?.note).toBe('By who manages it')
  })
})

describe('a lock', () => {
  const lock = (browser: Browser, documentId: string, body: object = {}) =>
    browser.ask(`/api/v1/documents/${documentId}/lock`, { method: 'PUT', body })
  const unlock = (browser: Browser, documentId: string) =>
    browser.ask(`/api/v1/documents/${documentId}/lock`, { method: 'DELETE' })

  it('keeps others from versions, names, details and sensitivity, says who has it, and not its holder', async () => {
    const { documentId, versionId } = await upload('Locked.pdf', randomBytes(10))
    const next = await addVersion(documentId, randomBytes(12))
    await pass(next.versionId, randomBytes(12))
    const sending = tusClient(server, bens)
    const begun = await sending.create({ documentId }, 3)
    expect((await lock(anas, documentId)).status).toBe(200)
    const seen = await read(documentId, bens)
    expect(seen.lock).toMatchObject({ by: { name: 'Ana Ruiz' }, mine: false })
    expect(seen.abilities).toMatchObject({ rename: false, edit: false, addVersion: false, lock: false, unlock: false })

    const tag = { 'if-match': `"${seen.revision}"` }
    const path = `/api/v1/documents/${documentId}`
    const refused = [
      await bens.ask(path, { method: 'PATCH', headers: tag, body: { name: 'Other.pdf' } }),
      await bens.ask(path, { method: 'PATCH', headers: tag, body: { title: 'Other' } }),
      await bens.ask(restorePath(documentId, versionId), { method: 'POST', headers: tag }),
      await lock(bens, documentId),
      await owners.ask(`${path}/sensitivity`, { method: 'PUT', headers: tag, body: { sensitivity: 'public' } }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([409, 409, 409, 409, 409])
    expect(JSON.stringify(refused[0]?.body)).toMatch(/Ana Ruiz has checked out “Locked.pdf” until 20\d\d-/)
    // One that was begun before is refused at its end, and goes on when the document is free.
    expect((await sending.patch(begun, 0, Buffer.from('abc')))?.status).toBe(409)
    await expect(sending.create({ documentId }, 3)).rejects.toThrow('409')

    expect((await anas.ask(path, { method: 'PATCH', headers: tag, body: { title: 'Mine' } })).status).toBe(200)
    expect((await unlock(bens, documentId)).status).toBe(403)
    expect((await unlock(owners, documentId)).status).toBe(200)
    expect((await read(documentId, bens)).lock).toBeNull()
    const { offset } = await sending.head(begun)
    expect((await sending.patch(begun, offset ?? 0, Buffer.from('abc').subarray(offset ?? 0)))?.status).toBe(204)
  })

  it('ends by itself, lasts seven days at most, and is of one person when two ask at once', async () => {
    const { documentId } = await upload('Both.pdf', randomBytes(10))
    expect((await lock(anas, documentId, { hours: 7 * 24 + 1 })).status).toBe(400)
    const both = await Promise.all([lock(anas, documentId, { hours: 1 }), lock(bens, documentId, { hours: 1 })])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    await database.peek(`update documents set locked_until = now() where id = $1`, [documentId])
    expect((await read(documentId)).lock).toBeNull()
    expect((await lock(bens, documentId)).status).toBe(200)
    const until = Date.parse((await read(documentId)).lock?.until ?? '')
    expect(Math.abs(until - Date.now() - 8 * 3_600_000)).toBeLessThan(60_000)
  })

  it('is not for who only reads', async () => {
    const { documentId } = await upload('Read.pdf', randomBytes(10))
    await grant('document', documentId, ben, 'download')
    expect((await lock(bens, documentId)).status).toBe(403)
    await grant('document', documentId, ben, 'none')
    expect((await lock(bens, documentId)).status).toBe(404)
  })
})
