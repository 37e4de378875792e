import type { Response } from 'express'
import { z } from 'zod'
import { memberAvatar, ownAvatar, removeAvatar, setAvatar, type AvatarRow } from '@muniment/core/accounts/avatar.ts'
import { NewAvatar, Profile } from '@muniment/core/accounts/schema.ts'
import { route, streamRoute } from '../route.ts'

function send(response: Response, { picture, media_type: mediaType, version }: AvatarRow): void {
  response
    .set({
      'content-type': mediaType,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      // Kept, but asked for again each time: whether one may see it can change.
      'cache-control': 'private, no-cache',
      etag: `"${version}"`,
    })
    .status(response.req.get('if-none-match') === `"${version}"` ? 304 : 200)
    .end(response.req.get('if-none-match') === `"${version}"` ? undefined : picture)
}

export const avatarRoutes = [
  streamRoute({
    method: 'get',
    path: '/members/:memberId/avatar',
    summary: 'The picture of a member',
    access: 'member',
    params: z.object({ memberId: z.uuid() }),
    streams: 'image/*',
    handle: async ({ ctx, params }, response) => send(response, await memberAvatar(ctx, params.memberId)),
  }),
  streamRoute({
    method: 'get',
    path: '/profile/avatar',
    summary: 'Your picture',
    access: 'signed-in',
    streams: 'image/*',
    handle: async ({ ctx, services }, response) =>
      send(response, await ownAvatar(services.accountsDb, ctx.actor.personId)),
  }),
  route({
    method: 'put',
    path: '/profile/avatar',
    summary: 'Set your picture',
    access: 'signed-in',
    body: NewAvatar,
    ifMatch: true,
    returns: Profile,
    handle: ({ ctx, body, revision, services }) =>
      setAvatar({ ...ctx, db: services.accountsDb }, revision, Buffer.from(body.picture, 'base64')),
  }),
  route({
    method: 'delete',
    path: '/profile/avatar',
    summary: 'Remove your picture',
    access: 'signed-in',
    ifMatch: true,
    returns: Profile,
    handle: ({ ctx, revision, services }) => removeAvatar({ ...ctx, db: services.accountsDb }, revision),
  }),
]
