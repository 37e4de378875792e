import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Access } from '@muniment/core/access/levels.ts'
import type { SystemContext } from '@muniment/core/context.ts'
import type { Transaction } from '@muniment/core/db.ts'
import { scanVersion } from '@muniment/core/documents/jobs.ts'
import { recordEvent } from '@muniment/core/events/record.ts'
import { owe } from '@muniment/core/jobs/define.ts'
import { EntryName } from '@muniment/core/names.ts'
import { roleByKey } from '@muniment/core/roles/find.ts'
import { Storage } from '@muniment/core/storage.ts'
import type { StorageOwner } from './storage.ts'

const folder = new URL('../docker/demo/', import.meta.url)

const Manifest = z.object({
  organization: EntryName,
  room: z.object({ name: EntryName, description: z.string().max(2000) }),
  folders: z.array(z.object({ name: EntryName, files: z.array(z.string().regex(/^[^/\\]+$/)) })),
})

interface Place {
  organization_id: string
  room_id: string
  scope_id: string
  member_id: string
}

async function makePlace(trx: Transaction, manifest: z.infer<typeof Manifest>): Promise<Place> {
  const personId = randomUUID()
  const place = {
    organization_id: randomUUID(),
    room_id: randomUUID(),
    scope_id: randomUUID(),
    member_id: randomUUID(),
  }
  const { organization_id, scope_id, member_id } = place
  await trx('organizations').insert({ id: organization_id, name: manifest.organization, demo: true })
  // Without a password: nobody can sign in as the author of the demo.
  await trx('auth.users').insert({ id: personId, name: 'Demo author', email: `demo-${personId}@demo.invalid` })
  await trx('members').insert({ id: member_id, organization_id, user_id: personId })
  const member = await roleByKey(trx, 'member')
  await trx('user_roles').insert({ organization_id, member_id, role_id: member.id })
  await trx('scopes').insert({ id: scope_id, organization_id, room_id: place.room_id })
  await trx('grants').insert({ organization_id, scope_id, level: Access.edit })
  await trx('rooms').insert({ id: place.room_id, organization_id, scope_id, created_by: member_id, ...manifest.room })
  return place
}

/**
 * Makes the demo organization with its room, folders and documents, once. The documents take the way of every upload:
 * into quarantine, to be scanned before anyone can open them.
 */
export async function loadDemo(ctx: SystemContext, owner: StorageOwner): Promise<string> {
  const manifest = Manifest.parse(JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8')))
  if (await ctx.db('organizations').where({ demo: true }).first('id')) return 'The demo is there already.'
  const storage = new Storage({ S3_URL: owner.url, S3_ACCESS_KEY: owner.user, S3_SECRET_KEY: owner.password })
  let documents = 0
  await ctx.db.transaction(async (trx) => {
    const place = await makePlace(trx, manifest)
    const { organization_id, room_id, scope_id, member_id } = place
    for (const { name, files } of manifest.folders) {
      const folderId = randomUUID()
      await trx('folders').insert({
        id: folderId,
        organization_id,
        room_id,
        parent_id: null,
        name,
        created_by: member_id,
      })
      for (const file of files) {
        const bytes = await readFile(new URL(encodeURIComponent(file), folder))
        const documentId = randomUUID()
        const versionId = randomUUID()
        const etag = await storage.put('quarantine', versionId, bytes)
        await trx('documents').insert({
          id: documentId,
          organization_id,
          room_id,
          folder_id: folderId,
          name: EntryName.parse(file),
          current_version_id: versionId,
          size: bytes.length,
          created_by: member_id,
        })
        await trx('versions').insert({
          id: versionId,
          organization_id,
          document_id: documentId,
          number: 1,
          size: bytes.length,
          media_type: null,
          etag,
          uploaded_by: member_id,
        })
        await recordEvent(trx, ctx, 'documents.uploaded', {
          organizationId: organization_id,
          scopeId: scope_id,
          roomId: room_id,
          folderId,
          documentId,
          versionId,
          data: { name: file, size: bytes.length, state: 'scanning' },
        })
        await owe(trx, scanVersion, organization_id, { versionId })
        documents += 1
      }
    }
  })
  storage.close()
  return `Made the demo organization "${manifest.organization}" with ${documents} documents.`
}
