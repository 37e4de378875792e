import { randomUUID } from 'node:crypto'
import type { OperatorContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { roleByKey } from '../roles/find.ts'
import { createLink } from '../links/create.ts'
import { mailInvitation } from '../mail/queue.ts'
import { showOrganization } from './queries.ts'
import type { CreatedOrganization, NewOrganization } from './schema.ts'

/** Makes an organization and the link by which its first owner joins. The operator does not become a member. */
export async function createOrganization(
  ctx: OperatorContext,
  origin: string,
  input: NewOrganization,
): Promise<CreatedOrganization> {
  return transaction(ctx, async (trx) => {
    const id = randomUUID()
    await trx('organizations').insert({ id, name: input.name })
    const owner = await roleByKey(trx, 'owner')
    const link = await createLink(trx, ctx, origin, {
      purpose: 'invitation',
      organizationId: id,
      email: input.administratorEmail,
      roleId: owner.id,
    })
    await mailInvitation(trx, ctx, { organizationId: id, email: input.administratorEmail, link })
    await recordEvent(trx, ctx, 'organizations.created', {
      organizationId: id,
      data: { name: input.name, administratorEmail: input.administratorEmail },
    })
    const organization = found(await trx('organizations').where({ id }).first())
    return { organization: showOrganization(organization), link: link.url, expiresAt: link.expiresAt.toISOString() }
  })
}
