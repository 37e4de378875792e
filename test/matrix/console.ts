import { randomUUID } from 'node:crypto'
import type { Permission } from '@muniment/core/access/permissions.ts'
import type { MemberContext } from '@muniment/core/context.ts'
import { departmentLines } from '@muniment/core/departments/console.ts'
import { documentLines, versionLines } from '@muniment/core/documents/console.ts'
import { AppError } from '@muniment/core/errors.ts'
import { eventLines } from '@muniment/core/events/console.ts'
import { checkDocumentOf } from '@muniment/core/integrity/startRun.ts'
import { jobLines } from '@muniment/core/jobs/console.ts'
import { retryJob } from '@muniment/core/jobs/retry.ts'
import { invitationLines } from '@muniment/core/links/console.ts'
import { memberLines } from '@muniment/core/members/console.ts'
import { roleLines } from '@muniment/core/roles/console.ts'
import { roomLines } from '@muniment/core/rooms/console.ts'
import { overview } from '@muniment/core/status/console.ts'
import { contextOf } from '../factories.ts'
import type { Visitor, World } from './world.ts'

/** What the console shows or does, and the permissions that it takes; they count only where they are held everywhere. */
const acts: readonly [string, readonly Permission[], (ctx: MemberContext) => Promise<unknown>][] = [
  ['the overview', ['console.use'], overview],
  ['rooms', [], (ctx) => roomLines.count(ctx, {})],
  ['documents', ['quarantine.read'], (ctx) => documentLines.count(ctx, {})],
  ['versions', ['quarantine.read'], (ctx) => versionLines.count(ctx, {})],
  ['checking a stored file', ['quarantine.read'], (ctx) => checkDocumentOf(ctx, randomUUID())],
  ['events', ['audit.read'], (ctx) => eventLines.count(ctx, {})],
  ['jobs', ['jobs.retry'], (ctx) => jobLines.count(ctx, {})],
  ['trying a job again', ['jobs.retry'], (ctx) => retryJob(ctx, randomUUID())],
  ['invitations', ['members.invite'], (ctx) => invitationLines.count(ctx, {})],
  ['people', ['members.read'], (ctx) => memberLines.count(ctx, {})],
  ['departments', ['members.read'], (ctx) => departmentLines.count(ctx, {})],
  ['roles', ['members.read'], (ctx) => roleLines.count(ctx, {})],
]

export const consolePermissions = new Set(acts.flatMap(([, needed]) => needed))

/** What somebody could do in the console that they should not, or could not and should. */
export async function consoleDifferences(
  { database, owner, otherOrganizationId }: World,
  visitor: Visitor,
): Promise<string[]> {
  const wrong: string[] = []
  const organizationId = visitor.member === 'ours' ? owner.organizationId : otherOrganizationId
  const ctx = await contextOf(database, visitor.personId, organizationId)
  for (const [what, needed, act] of acts) {
    const expected = needed.every((one) => visitor.held === 'everywhere' && visitor.permissions.has(one))
    const got = await act(ctx).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError && error.code === 'forbidden') return false
        // Of a job or a version that is not there.
        if (error instanceof AppError && error.code === 'not_found') return true
        throw error
      },
    )
    if (got !== expected) wrong.push(`console, ${what}: ${got}, should be ${expected}`)
  }
  return wrong
}
