import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createDepartment } from '@muniment/core/departments/write.ts'
import { invite } from '@muniment/core/members/invite.ts'
import { createMember, createPerson, createTestRoom, testPassword } from '../test/factories.ts'
import { callback, openProviderBench } from '../test/providerBench.ts'

const bench = await openProviderBench()
const { database, server, operator, whole, forger, travel, set, signInBy, linkTo, invitation, who } = bench
afterAll(bench.close)
beforeEach(bench.reset)

describe('accepting an invitation by a provider', () => {
  it('makes the person and the membership at once, and signs in', async () => {
    const email = `${randomUUID()}@example.test`
    const { token, organizationId } = await invitation(email)
    whole.person = { sub: randomUUID(), email: email.toUpperCase(), email_verified: true, name: 'Ana Ruiz' }
    const { location, browser } = await signInBy('corp', { invitation: token })
    expect(location).toBe('/')
    expect(await who(browser)).toMatchObject({
      person: { email, name: 'Ana Ruiz', emailVerified: true },
      memberships: [{ organization: { id: organizationId }, roles: ['Member'] }],
    })
    expect((await signInBy('corp')).location).toBe('/')
    expect((await signInBy('corp', { invitation: token })).location).toContain('refused=spent')
  })

  it('gives what the invitation said: the role, the departments and the rooms', async () => {
    const boss = await createMember(database)
    const department = await createDepartment(boss.ctx, { name: 'Legal', parentId: null, managerId: null })
    const room = await createTestRoom(boss, { visibility: 'private' })
    const email = `${randomUUID()}@example.test`
    const { link } = await invite(boss.ctx, server.services.origin, {
      email,
      departments: [department.id],
      rooms: [{ roomId: room.id, level: 'view' }],
    })
    whole.person = { sub: randomUUID(), email, email_verified: true, name: 'Ana Ruiz' }
    const { browser } = await signInBy('corp', { invitation: new URL(link).hash.slice(1) })
    expect((await browser.ask(`/api/v1/rooms/${room.id}`)).status).toBe(200)
    const places = await database.peek(
      `select dm.department_id from department_members dm join members m on m.id = dm.member_id
       join auth.users u on u.id = m.user_id where u.email = $1`,
      [email],
    )
    expect(places).toEqual([{ department_id: department.id }])
  })

  it.each([
    ['knows another address', 'other@example.test', true],
    ['did not verify the address', null, false],
    ['knows no address', undefined, undefined],
  ])('is refused when the provider %s; the link stays good', async (_name, known, verified) => {
    const email = `${randomUUID()}@example.test`
    const { token } = await invitation(email)
    forger.claims = { sub: randomUUID(), email: known === null ? email : known, email_verified: verified }
    expect((await signInBy('forged', { invitation: token })).location).toContain('refused=mismatch')
    expect(await database.peek('select from auth.users where email = $1', [email])).toEqual([])
    forger.claims = { ...forger.claims, email, email_verified: true }
    expect((await signInBy('forged', { invitation: token })).location).toBe('/')
  })

  it('does not take over the account that has the address', async () => {
    const person = await createPerson(database)
    const { token } = await invitation(person.email)
    forger.claims = { sub: randomUUID(), email: person.email, email_verified: true }
    expect((await signInBy('forged', { invitation: token })).location).toContain('refused=known')
    expect(await database.peek('select from members where user_id = $1', [person.personId])).toEqual([])
    await linkTo('forged', person)
    expect((await signInBy('forged', { invitation: token })).location).toBe('/')
    expect(await database.peek('select from members where user_id = $1', [person.personId])).toHaveLength(1)
  })

  it('is not for an identity that belongs to somebody else here', async () => {
    await linkTo('forged', await createPerson(database))
    const { token } = await invitation(`${randomUUID()}@example.test`)
    expect((await signInBy('forged', { invitation: token })).location).toContain('refused=taken')
  })
})

describe('the settings of a provider', () => {
  it('are in use from the next sign-in on, without a restart', async () => {
    const label = `Corp ${randomUUID()}`
    const base = { kind: 'oidc', issuer: whole.issuer, clientId: whole.clientId } as const
    const shown = async () => JSON.stringify((await server.anonymous.ask('/api/v1/sign-in/providers')).body)
    await set('other', { ...base, label, clientSecret: whole.clientSecret })
    expect(await shown()).toContain(label)
    const person = await createPerson(database)
    travel['other'] = (url) => whole.walk(url)
    expect(await linkTo('other', person)).toBe('/profile?linked=other')
    await set('other', { ...base, label, clientSecret: 'not the secret' })
    expect((await signInBy('other')).location).toContain('refused=refused')
    await set('other', { ...base, label, clientSecret: whole.clientSecret })
    expect((await signInBy('other')).location).toBe('/')
    await set('other', { ...base, label, enabled: false })
    expect(await shown()).not.toContain(label)
    const refused = await server.anonymous.ask('/api/auth/sign-in/provider', {
      method: 'POST',
      body: { provider: 'other' },
    })
    expect(refused.status).toBe(404)
    await set('other', { ...base, label })
    expect((await signInBy('other')).location).toBe('/')
    expect((await operator.ask('/api/v1/settings/providers/other', { method: 'DELETE' })).status).toBe(204)
    expect(await shown()).not.toContain(label)
  })

  it('never show the secret, to anybody, nor keep it in clear', async () => {
    const secret = `secret-${randomUUID()}`
    const kept = await set('forged', {
      kind: 'oidc',
      label: 'Forged',
      issuer: forger.issuer,
      clientId: 'muniment',
      clientSecret: secret,
    })
    expect(kept).toMatchObject({ clientSecretSet: true, redirectUri: callback('forged') })
    for (const path of ['/api/v1/settings/providers', '/api/v1/settings/providers/forged', '/api/v1/sign-in/providers'])
      expect(JSON.stringify((await operator.ask(path)).body)).not.toContain(secret)
    const [row] = await database.peek<{ all: string }>(
      `select (select jsonb_agg(s)::text from settings s) || (select jsonb_agg(e)::text from events e) as all`,
    )
    expect(row?.all).not.toContain(secret)
    expect(JSON.stringify((await server.anonymous.ask('/api/v1/sign-in/providers')).body)).not.toContain(forger.issuer)
  })

  it.each<[Record<string, unknown>, string]>([
    [{ kind: 'oidc' }, 'issuer'],
    [{ kind: 'microsoft' }, 'tenant'],
    [{ kind: 'microsoft', tenant: '../common' }, 'tenant'],
    [{ kind: 'github', issuer: 'https://github.com' }, 'issuer'],
    [{ kind: 'oidc', issuer: 'file:///etc/passwd' }, 'issuer'],
    [{ kind: 'google', label: '' }, 'label'],
    [{ kind: 'saml' }, 'kind'],
  ])('refuse %j', async (change, path) => {
    const answer = await operator.ask('/api/v1/settings/providers/new-one', {
      method: 'PUT',
      headers: { 'if-match': '"0"' },
      body: { label: 'New', clientId: 'x', ...change },
    })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ errors: [{ path }] })
  })

  it('are the operator’s alone', async () => {
    const administrator = await server.signIn(await createMember(database))
    expect((await administrator.ask('/api/v1/settings/providers')).status).toBe(403)
  })

  it('that point nowhere leave signing in by password alone', async () => {
    await set('gone', { kind: 'oidc', label: 'Gone', issuer: 'http://127.0.0.1:1', clientId: 'x' })
    const answer = await server.anonymous.ask('/api/auth/sign-in/provider', {
      method: 'POST',
      body: { provider: 'gone' },
    })
    expect(answer.status).toBe(503)
    expect(JSON.stringify(answer.body)).toContain("Gone can't be reached just now")
    const person = await createPerson(database)
    const body = { email: person.email, password: testPassword }
    expect((await server.anonymous.ask('/api/auth/sign-in/email', { method: 'POST', body })).status).toBe(204)
    await operator.ask('/api/v1/settings/providers/gone', { method: 'DELETE' })
  })
})
