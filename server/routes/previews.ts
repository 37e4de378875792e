import { z } from 'zod'
import { getPreview } from '@muniment/core/previews/look.ts'
import { retryPreview } from '@muniment/core/previews/retry.ts'
import { PageNumber, Preview } from '@muniment/core/previews/schema.ts'
import { viewPage, viewThumbnail } from '@muniment/core/previews/view.ts'
import { route, streamRoute } from '../route.ts'
import { sendPage } from '../sendPage.ts'

const DocumentParams = z.object({ documentId: z.uuid() })
const VersionParams = z.object({ versionId: z.uuid() })
const DocumentPage = DocumentParams.extend({ page: PageNumber })
const VersionPage = VersionParams.extend({ page: PageNumber })
const ThumbnailQuery = z.object({ page: PageNumber.default(1) })
const page = 'A picture (image/jpeg, image/webp), or text or rows as JSON'
const thumbnail = 'A picture (image/jpeg, image/webp)'

/** What can be read of a document by whoever may view it. No route here ever gives bytes of the file itself. */
export const previewRoutes = [
  route({
    method: 'get',
    path: '/documents/:documentId/preview',
    summary: 'What can be shown of the current version',
    access: 'organization.read',
    background: true,
    params: DocumentParams,
    returns: Preview,
    handle: ({ ctx, params }) => getPreview(ctx, params),
  }),
  route({
    method: 'post',
    path: '/documents/:documentId/preview/retry',
    summary: 'Have a preview that failed tried again',
    access: 'organization.read',
    params: DocumentParams,
    returns: Preview,
    handle: ({ ctx, params }) => retryPreview(ctx, params),
  }),
  streamRoute({
    method: 'get',
    path: '/documents/:documentId/preview/pages/:page',
    summary: 'See a page of the current version',
    access: 'organization.read',
    params: DocumentPage,
    streams: page,
    handle: async (asked, response) => {
      const { documentId, page: number } = asked.params
      await sendPage(asked, await viewPage(asked.ctx, { documentId }, number), response)
    },
  }),
  streamRoute({
    method: 'get',
    path: '/documents/:documentId/thumbnail',
    summary: 'A small picture of a page',
    access: 'organization.read',
    params: DocumentParams,
    query: ThumbnailQuery,
    streams: thumbnail,
    handle: async (asked, response) => {
      await sendPage(asked, await viewThumbnail(asked.ctx, asked.params, asked.query.page), response)
    },
  }),
  route({
    method: 'get',
    path: '/versions/:versionId/preview',
    summary: 'What can be shown of a version',
    access: 'organization.read',
    background: true,
    params: VersionParams,
    returns: Preview,
    handle: ({ ctx, params }) => getPreview(ctx, params),
  }),
  streamRoute({
    method: 'get',
    path: '/versions/:versionId/preview/pages/:page',
    summary: 'See a page of a version',
    access: 'organization.read',
    params: VersionPage,
    streams: page,
    handle: async (asked, response) => {
      const { versionId, page: number } = asked.params
      await sendPage(asked, await viewPage(asked.ctx, { versionId }, number), response)
    },
  }),
  streamRoute({
    method: 'get',
    path: '/versions/:versionId/thumbnail',
    summary: 'A small picture of a page of a version',
    access: 'organization.read',
    params: VersionParams,
    query: ThumbnailQuery,
    streams: thumbnail,
    handle: async (asked, response) => {
      await sendPage(asked, await viewThumbnail(asked.ctx, asked.params, asked.query.page), response)
    },
  }),
]
