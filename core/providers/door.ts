import { addOAuthServerContext, APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { generateState, parseState } from 'better-auth/oauth2'
import { z } from 'zod'
import { wayOfProvider } from '../accounts/ways.ts'

// What better-auth keeps for a journey to a sign-in provider and back: the state and PKCE verifier, bound to the browser
// by a signed cookie and used once, and the session at its end. The providers themselves are read from the settings at
// each sign-in, so better-auth, which reads its options once, knows none of them. No address leads to these endpoints.

const hidden = { SERVER_ONLY: true } as const

export const providerDoor = {
  id: 'muniment-providers',
  endpoints: {
    departForProvider: createAuthEndpoint(
      '/providers/depart',
      {
        method: 'POST',
        body: z.object({ nonce: z.string(), journey: z.record(z.string(), z.unknown()) }),
        metadata: hidden,
      },
      async (ctx) => {
        await addOAuthServerContext(ctx.body.journey)
        return ctx.json(await generateState(ctx, { idTokenNonce: ctx.body.nonce }))
      },
    ),
    returnFromProvider: createAuthEndpoint(
      '/providers/return',
      { method: 'GET', query: z.object({ state: z.string() }), metadata: hidden },
      async (ctx) => {
        const { codeVerifier, idTokenNonce, serverContext } = await parseState(ctx)
        return ctx.json({ codeVerifier, nonce: idTokenNonce ?? '', journey: serverContext ?? {} })
      },
    ),
    // Its path says that a callback opened the session: that counts as having been asked who one is just now.
    enterByProvider: createAuthEndpoint(
      '/providers/callback/enter',
      { method: 'POST', body: z.object({ personId: z.uuid(), provider: z.string() }), metadata: hidden },
      async (ctx) => {
        const { personId, provider } = ctx.body
        const user = await ctx.context.internalAdapter.findUserById(personId)
        if (user === null) throw new APIError('UNAUTHORIZED')
        const session = await ctx.context.internalAdapter.createSession(personId, false, {
          way: wayOfProvider(provider),
        })
        await setSessionCookie(ctx, { session, user })
        return ctx.json({})
      },
    ),
  },
}
