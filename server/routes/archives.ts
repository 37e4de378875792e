import { z } from 'zod'
import { chooseArchive } from '@muniment/core/archives/choose.ts'
import { Archive, ArchiveChoice } from '@muniment/core/archives/schema.ts'
import { sendArchive } from '../archive.ts'
import { route, streamRoute } from '../route.ts'

export const archiveRoutes = [
  route({
    method: 'post',
    path: '/archives',
    summary: 'Choose what to download together, and see how much it is',
    access: 'organization.read',
    body: ArchiveChoice,
    returns: Archive,
    status: 201,
    handle: ({ ctx, body }) => chooseArchive(ctx, body),
  }),
  streamRoute({
    method: 'get',
    path: '/archives/:archiveId/content',
    summary: 'Download what was chosen, as one zip with a list and the SHA-256 of every file',
    access: 'organization.read',
    params: z.object({ archiveId: z.uuid() }),
    streams: 'The zip (application/zip)',
    handle: (asked, response) => sendArchive(asked, asked.params.archiveId, response),
  }),
]
