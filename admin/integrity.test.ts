import { afterAll, beforeAll, expect, it } from 'vitest'
import { furnish, listedOf, listPath, problemOf, startTestConsole, type TestConsole } from '../test/console.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createDocument, createPerson, createTestRoom, testPassword } from '../test/factories.ts'

let database: TestDatabase
let consoleUnderTest: TestConsole

beforeAll(async () => {
  database = await createTestDatabase()
  consoleUnderTest = await startTestConsole(database)
})
afterAll(async () => {
  await consoleUnderTest.close()
  await database.drop()
})

const act = (name: string): string => `/admin/api/resources/integrity/actions/${name}`
const runs = 'select kind, state from integrity_runs order by created_at'

it('lets the operator check, compare, repair and cancel, and says how it stands', async () => {
  const operator = await consoleUnderTest.signIn(await createPerson(database, { operator: true }))
  expect((await operator.post(act('compare'))).status).toBe(200)
  expect(problemOf(await operator.post(act('compare')))).toMatchObject({ code: 'conflict' })
  expect(await database.peek(runs)).toEqual([{ kind: 'compare', state: 'waiting' }])
  const [run] = listedOf(await operator.get(listPath('integrity'))).records
  const record = (name: string): string => `/admin/api/resources/integrity/records/${run?.id}/${name}`
  const found = { orphans: 2, orphanBytes: 3_000_000, examples: [{ what: 'orphan', bucket: 'documents', key: 'x' }] }
  await database.peek(
    `update integrity_runs set state = 'running', started_at = now(), total = 4, done = 1, report = $1`,
    [JSON.stringify(found)],
  )
  const shown = (await operator.get(record('show'))).text
  expect(shown).toContain('2 without a row (3.0 MB)')
  expect(shown).toContain('Without a row: documents/x')
  expect(JSON.parse((await operator.get('/admin/api/dashboard')).text)).toMatchObject({
    integrity: { damaged: 0, running: [{ kind: 'compare', progress: '1 of 4 (25 %)' }] },
  })
  expect((await operator.post(record('cancel'))).status).toBe(200)
  expect(await database.peek(runs)).toEqual([{ kind: 'compare', state: 'cancelled' }])

  // Far-reaching: the password is asked for again.
  await database.peek('update auth.sessions set confirmed_at = null')
  for (const path of [act('checkAll'), record('repair')]) {
    expect(problemOf(await operator.post(path))).toMatchObject({ code: 'confirmation_needed' })
  }
  await operator.submit('/admin/confirm', { answer: testPassword, next: '/admin' })
  for (const path of [act('checkAll'), record('repair')]) expect((await operator.post(path)).status, path).toBe(200)
  expect(await database.peek(`${runs}, kind desc`)).toHaveLength(3)
})

it('shows nothing of it to others, and lets an administrator have a document of theirs checked', async () => {
  const own = await furnish(database, 'Own')
  const administrator = await consoleUnderTest.signIn(own)
  for (const path of [listPath('integrity'), '/admin/resources/integrity']) {
    expect((await administrator.get(path)).status, path).toBe(404)
  }
  expect((await administrator.post(act('compare'))).status).toBe(404)
  expect(JSON.parse((await administrator.get('/admin/api/dashboard')).text)).toMatchObject({ integrity: null })

  const check = (versionId: string): string => `/admin/api/resources/versions/records/${versionId}/check`
  const room = await createTestRoom(own)
  const { id, versionId } = await createDocument(database, own, { roomId: room.id })
  const foreign = await furnish(database, 'Foreign')
  const theirs = await createDocument(database, foreign, { roomId: (await createTestRoom(foreign)).id })
  expect((await administrator.post(check(theirs.versionId))).status).toBe(404)
  expect((await administrator.post(check(versionId))).status).toBe(200)
  expect(await database.peek(`select document_id from integrity_runs where kind = 'document'`)).toEqual([
    { document_id: id },
  ])
})
