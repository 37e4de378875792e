import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'

/** Sets the signed cookie of a session that was given a new token; for the server alone, no address leads here. */
export const sessionCookie = {
  id: 'muniment-session-cookie',
  endpoints: {
    sendSessionCookie: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ token: z.string() }) },
      async (ctx) => {
        const found = await ctx.context.internalAdapter.findSession(ctx.body.token)
        if (found === null) throw new APIError('UNAUTHORIZED')
        await setSessionCookie(ctx, found)
        return ctx.json({})
      },
    ),
  },
}
