import type { SystemContext } from '../context.ts'
import type { MailToSend } from './send.ts'
import { writeMail } from './templates.ts'

interface NoticeRow {
  address: string
  organization: string
  kind: 'room' | 'folder' | 'document'
  thing_id: string
  room_id: string
  name: string
}

function pathTo({ kind, thing_id: id, room_id: roomId }: NoticeRow): string {
  if (kind === 'document') return `/documents/${id}`
  return kind === 'folder' ? `/rooms/${roomId}/folders/${id}` : `/rooms/${id}`
}

/**
 * The mail about something that was shared with somebody, as it is true now; undefined when they cannot see it any more,
 * want no such mail or never proved their address. Nothing of it is kept.
 */
export async function findSharedMail(
  ctx: SystemContext,
  origin: string,
  grantId: string,
): Promise<MailToSend | undefined> {
  const { rows } = await ctx.db.raw<{ rows: NoticeRow[] }>('select * from access.share_notice(?)', [grantId])
  const [notice] = rows
  if (notice === undefined) return undefined
  const { address, organization, kind, name } = notice
  const written = writeMail('shared', { link: `${origin}${pathTo(notice)}`, organization, kind, name })
  return { id: grantId, template: 'shared', address, expiresAt: null, ...written }
}
