import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import {
  accountsContext,
  createMember,
  createPerson,
  operatorContext,
  quiet,
  testPassword,
  type TestMember,
} from '../../test/factories.ts'
import { passwordMatches } from '../accounts/password.ts'
import { systemContext } from '../context.ts'
import { invite, revokeInvitation } from '../members/invite.ts'
import { listInvitations, listMembers } from '../members/queries.ts'
import { createOrganization } from '../organizations/create.ts'
import { createLink } from './create.ts'
import { acceptInvitation, inspectLink, recoverAccount, setUp } from './redeem.ts'

const origin = 'https://data.example'
const strong = 'a long enough password'
const tokenOf = (url: string): string => url.split('#')[1] ?? ''

let database: TestDatabase
let administrator: TestMember
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('the first administrator', () => {
  const setUpInput = { name: 'Ana Ruiz', email: 'ana@example.test', password: strong, organizationName: 'Harbour' }

  async function setupToken(): Promise<string> {
    const ctx = systemContext(database.owner, quiet, 'migrate')
    return tokenOf((await database.owner.transaction((trx) => createLink(trx, ctx, origin, { purpose: 'setup' }))).url)
  }

  it('joins the demo too, and becomes the operator', async () => {
    await database.peek(`insert into organizations (name, demo) values ('Demo', true)`)
    const token = await setupToken()
    expect(await inspectLink(accountsContext(database), token)).toMatchObject({
      purpose: 'setup',
      email: null,
      known: false,
    })
    await setUp(accountsContext(database), { token, ...setUpInput })
    const rows = await database.peek(
      `select u.operator, o.name, r.key as role from auth.users u join members m on m.user_id = u.id
       join organizations o on o.id = m.organization_id join user_roles ur on ur.member_id = m.id join roles r on r.id = ur.role_id
       where u.email = 'ana@example.test' order by o.name`,
    )
    expect(rows).toEqual([
      { operator: true, name: 'Demo', role: 'owner' },
      { operator: true, name: 'Harbour', role: 'owner' },
    ])
  })

  it('is set up once: a second link is refused and stays unused', async () => {
    const token = await setupToken()
    const again = { token, ...setUpInput, email: 'eve@example.test' }
    await expect(setUp(accountsContext(database), again)).rejects.toMatchObject({ code: 'conflict' })
    expect(await database.peek(`select from auth.users where email = 'eve@example.test'`)).toEqual([])
  })
})

describe('an invitation', () => {
  beforeAll(async () => {
    administrator = await createMember(database)
  })

  it('lets somebody new join once, with the role it says', async () => {
    const created = await invite(administrator.ctx, origin, { email: 'new@example.test' })
    const token = tokenOf(created.link)
    const ctx = accountsContext(database)
    expect(await inspectLink(ctx, token)).toMatchObject({
      purpose: 'invitation',
      email: 'new@example.test',
      known: false,
    })
    expect(await acceptInvitation(ctx, { token, name: 'New Person', password: strong }, '192.0.2.1')).toEqual({
      email: 'new@example.test',
    })
    await expect(
      acceptInvitation(ctx, { token, name: 'New Person', password: strong }, '192.0.2.1'),
    ).rejects.toMatchObject({
      code: 'gone',
    })
    const { items } = await listMembers(administrator.ctx, { limit: 50 })
    expect(items).toContainEqual(expect.objectContaining({ name: 'New Person', email: 'new@example.test' }))
  })

  it('is used by one only when two use it at once', async () => {
    const { link } = await invite(administrator.ctx, origin, { email: 'twice@example.test' })
    const accept = () =>
      acceptInvitation(
        accountsContext(database),
        { token: tokenOf(link), name: 'Twice', password: strong },
        '192.0.2.1',
      )
    const results = await Promise.allSettled([accept(), accept(), accept()])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('takes the password of an account that is there, and no other', async () => {
    const person = await createPerson(database)
    const { link } = await invite(administrator.ctx, origin, { email: person.email })
    const token = tokenOf(link)
    const ctx = accountsContext(database)
    await expect(acceptInvitation(ctx, { token, password: 'not the right one' }, '192.0.2.1')).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await acceptInvitation(ctx, { token, password: testPassword }, '192.0.2.1')
    expect(await database.peek('select from members where user_id = $1', [person.personId])).toHaveLength(1)
  })

  it('is no way to guess the password of an account: that locks it as signing in would', async () => {
    const person = await createPerson(database)
    const { link } = await invite(administrator.ctx, origin, { email: person.email })
    const accept = (password: string) =>
      acceptInvitation(accountsContext(database), { token: tokenOf(link), password }, randomUUID())
    for (let i = 0; i < 5; i++) {
      await expect(accept('not the right one')).rejects.toMatchObject({ code: 'unauthenticated' })
    }
    await expect(accept(testPassword)).rejects.toMatchObject({ code: 'too_many' })
  })

  it('cannot be used when it was taken back, or is too old', async () => {
    const taken = await invite(administrator.ctx, origin, { email: 'back@example.test' })
    await revokeInvitation(administrator.ctx, taken.id)
    await expect(inspectLink(accountsContext(database), tokenOf(taken.link))).rejects.toMatchObject({ code: 'gone' })
    const old = await invite(administrator.ctx, origin, { email: 'old@example.test' })
    await database.peek(`update links set expires_at = now() - interval '1 minute' where id = $1`, [old.id])
    await expect(inspectLink(accountsContext(database), tokenOf(old.link))).rejects.toMatchObject({ code: 'gone' })
    expect((await listInvitations(administrator.ctx, { limit: 50 })).items).toContainEqual(
      expect.objectContaining({ email: 'old@example.test', expired: true }),
    )
  })

  it('is not for a member to give', async () => {
    const member = await createMember(database, { organizationId: administrator.organizationId, role: 'member' })
    await expect(invite(member.ctx, origin, { email: 'x@example.test' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  it('is refused for who belongs already', async () => {
    await expect(invite(administrator.ctx, origin, { email: administrator.email })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('for a new organization comes from the operator, who does not join it', async () => {
    const person = await createPerson(database, { operator: true })
    const made = await createOrganization(operatorContext(database, person), origin, {
      name: 'Buyer Ltd',
      administratorEmail: 'buyer@example.test',
    })
    expect(await database.peek('select from members where organization_id = $1', [made.organization.id])).toEqual([])
    await acceptInvitation(
      accountsContext(database),
      { token: tokenOf(made.link), name: 'Buyer', password: strong },
      '192.0.2.1',
    )
    expect(
      await database.peek(
        'select r.key from user_roles ur join roles r on r.id = ur.role_id where ur.organization_id = $1',
        [made.organization.id],
      ),
    ).toEqual([{ key: 'owner' }])
  })

  it('cannot be made by somebody who only says to be the operator', async () => {
    const person = await createPerson(database)
    const attempt = createOrganization(operatorContext(database, person), origin, {
      name: 'No',
      administratorEmail: 'no@example.test',
    })
    await expect(attempt).rejects.toThrow(/row-level security/)
  })
})

describe('a recovery', () => {
  it('sets the password and ends every session', async () => {
    const person = await createPerson(database)
    await database.peek(
      `insert into auth.sessions (user_id, token, expires_at) values ($1, $2, now() + interval '1 day')`,
      [person.personId, person.email],
    )
    const ctx = systemContext(database.owner, quiet, 'migrate')
    const link = await database.owner.transaction((trx) =>
      createLink(trx, ctx, origin, { purpose: 'recovery', email: person.email }),
    )
    await recoverAccount(accountsContext(database), { token: tokenOf(link.url), password: strong })
    expect(await database.peek('select from auth.sessions where user_id = $1', [person.personId])).toEqual([])
    const [account] = await database.peek<{ password: string }>(
      'select password from auth.accounts where user_id = $1',
      [person.personId],
    )
    expect(await passwordMatches(account?.password ?? '', strong)).toBe(true)
  })
})
