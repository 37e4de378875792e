import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPerson, type TestPerson } from '../test/factories.ts'
import { openProviderBench } from '../test/providerBench.ts'

const bench = await openProviderBench()
const { database, forger, github, set, depart, arrive, signInBy, linkTo, invitation, who } = bench
afterAll(bench.close)
beforeEach(bench.reset)

describe('an ID token', () => {
  let person: TestPerson
  const sub = randomUUID()
  beforeAll(async () => {
    person = await createPerson(database)
    forger.claims = { sub }
    forger.fault = 'none'
    expect(await linkTo('forged', person)).toBe('/profile?linked=forged')
  })

  it('that is right signs in', async () => {
    forger.claims = { sub }
    expect((await signInBy('forged')).location).toBe('/')
  })

  it.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'somebody-else' }],
    ['an end in the past', { exp: Math.floor(Date.now() / 1000) - 600 }],
    ['another nonce', { nonce: 'of another journey' }],
    ['no nonce', { nonce: undefined }],
    ['no subject', { sub: undefined }],
    ['no end', { exp: undefined }],
  ])('with %s is refused', async (_name, claims) => {
    forger.claims = { sub, ...claims }
    expect((await signInBy('forged')).location).toBe('/sign-in?refused=refused&provider=forged')
  })

  it.each(['foreign-key', 'no-token'] as const)('is refused: %s', async (fault) => {
    forger.claims = { sub }
    const away = await depart({ provider: 'forged' })
    forger.fault = fault
    expect((await arrive(away, forger.authorize(away.url))).location).toContain('refused=refused')
  })

  it.each(['away', 'redirect'] as const)(
    'that cannot be had, because the provider is %s, is no sign-in',
    async (fault) => {
      forger.claims = { sub }
      const away = await depart({ provider: 'forged' })
      forger.fault = fault
      const { location } = await arrive(away, forger.authorize(away.url))
      expect(location).toContain(fault === 'away' ? 'refused=unreachable' : 'refused=refused')
    },
  )

  it('is asked for with the verifier that belongs to the journey', async () => {
    forger.claims = { sub }
    const [one, other] = [await depart({ provider: 'forged' }), await depart({ provider: 'forged' })]
    const back = forger.authorize(one.url)
    back.searchParams.set('state', new URL(other.url).searchParams.get('state') ?? '')
    expect((await arrive(other, back)).location).toContain('refused=refused')
  })
})

describe('GitHub', () => {
  it('signs in without an ID token, by its own number for a person', async () => {
    const email = `${randomUUID()}@example.test`
    const { token } = await invitation(email)
    github.person.emails = [
      { email: 'old@example.test', primary: false, verified: true },
      { email, primary: true, verified: true },
    ]
    const away = await depart({ provider: 'github', invitation: token })
    const asked = new URL(away.url)
    expect(asked.pathname).toBe('/login/oauth/authorize')
    expect(asked.searchParams.get('scope')).toBe('read:user user:email')
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
    const back = github.authorize(away.url)
    const { location, browser } = await arrive(away, back)
    expect(location).toBe('/')
    expect(await who(browser)).toMatchObject({ person: { email, name: 'ana' } })
    github.person.emails = [{ email: 'renamed@example.test', primary: true, verified: true }]
    expect((await signInBy('github')).location).toBe('/')
  })

  it('is not believed about an address that it did not verify', async () => {
    const email = `${randomUUID()}@example.test`
    const { token } = await invitation(email)
    github.person.emails = [{ email, primary: true, verified: false }]
    expect((await signInBy('github', { invitation: token })).location).toContain('refused=mismatch')
  })

  it('refuses a code with status 200, which is understood', async () => {
    const away = await depart({ provider: 'github' })
    const back = github.authorize(away.url)
    back.searchParams.set('code', 'of somebody else')
    expect((await arrive(away, back)).location).toContain('refused=refused')
  })
})

describe('Google and Microsoft', () => {
  it('sign in by the shapes of their ID tokens', async () => {
    await set('google', { kind: 'google', label: 'Google', issuer: forger.issuer, clientId: 'g', clientSecret: 's' })
    await set('microsoft', {
      kind: 'microsoft',
      label: 'Microsoft',
      issuer: forger.issuer,
      tenant: 'contoso.example',
      clientId: 'm',
      clientSecret: 's',
    })
    const [forGoogle, forMicrosoft] = [`${randomUUID()}@example.test`, `${randomUUID()}@example.test`]
    forger.claims = {
      sub: '107691503500061509',
      email: forGoogle,
      email_verified: true,
      azp: 'g',
      hd: 'example.test',
      name: 'G',
    }
    const away = await depart({ provider: 'google', invitation: (await invitation(forGoogle)).token })
    expect(new URL(away.url).searchParams.get('prompt')).toBe('select_account')
    expect((await arrive(away, forger.authorize(away.url))).location).toBe('/')
    // Microsoft says nothing of whether it verified the address.
    forger.claims = {
      sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      oid: randomUUID(),
      tid: randomUUID(),
      ver: '2.0',
      email: forMicrosoft,
      preferred_username: forMicrosoft,
      name: 'M',
    }
    const { location, browser } = await signInBy('microsoft', { invitation: (await invitation(forMicrosoft)).token })
    expect(location).toBe('/')
    expect(await who(browser)).toMatchObject({ person: { email: forMicrosoft, emailVerified: false } })
  })
})
