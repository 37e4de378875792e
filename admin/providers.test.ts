import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeProvider, openProvider, readProvider } from '@muniment/core/providers/settings.ts'
import { furnish, listedOf, listPath, problemOf, startTestConsole, type TestConsole } from '../test/console.ts'
import type { ConsoleBrowser } from '../test/console.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createPerson, operatorContext, testPassword, type TestPerson } from '../test/factories.ts'

let database: TestDatabase
let consoleUnderTest: TestConsole
let person: TestPerson
let operator: ConsoleBrowser
beforeAll(async () => {
  database = await createTestDatabase()
  consoleUnderTest = await startTestConsole(database)
  person = await createPerson(database, { operator: true })
  operator = await consoleUnderTest.signIn(person)
  const input = { kind: 'google', label: 'Google', clientId: 'x', clientSecret: 'the secret' } as const
  const rest = { issuer: null, tenant: null, endpoints: null, enabled: true }
  const site = { origin: 'https://localhost', allowLocal: false }
  await changeProvider(operatorContext(database, person), site, 'google', { ...input, ...rest }, 0)
})
afterAll(async () => {
  await consoleUnderTest.close()
  await database.drop()
})

const act = (name: string) => operator.post(`/admin/api/resources/providers/records/google/${name}`)

describe('sign-in providers in the console', () => {
  it('are listed for the operator, without their secret, and for nobody else', async () => {
    const listed = await operator.get(listPath('providers'))
    expect(listedOf(listed).records).toEqual([{ id: 'google' }])
    expect(listed.text).not.toContain('the secret')
    expect(listed.text).not.toContain('v1.')
    const administrator = await consoleUnderTest.signIn(await furnish(database, 'Own'))
    expect((await administrator.get(listPath('providers'))).status).toBe(404)
  })

  it('are switched off and on after a confirmation, and keep their secret', async () => {
    expect(problemOf(await act('switchOff'))).toMatchObject({ confirmAt: '/admin/confirm' })
    await operator.submit('/admin/confirm', { answer: testPassword })
    expect((await act('switchOff')).text).toContain('switched off')
    expect(await openProvider(database.auth, 'google')).toBeUndefined()
    await act('switchOn')
    expect(await openProvider(database.auth, 'google')).toMatchObject({ clientSecret: 'the secret' })
    await act('remove')
    const gone = readProvider(operatorContext(database, person), 'https://localhost', 'google')
    await expect(gone).rejects.toMatchObject({ code: 'not_found' })
  })
})
