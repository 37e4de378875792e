import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { changeDocument } from './change.ts'
import { documentForChange } from './lock.ts'
import { Tags } from './words.ts'

/** Gives a document these tags and takes those from it; what it has or lacks already is left alone. */
export async function tagDocument(
  ctx: MemberContext,
  documentId: string,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  await transaction(ctx, async (trx) => {
    const { tags, revision } = await documentForChange(trx, ctx, documentId, 'edit')
    const wanted = Tags.safeParse([...tags.filter((tag) => !remove.includes(tag)), ...add])
    if (!wanted.success)
      throw new AppError('invalid', 'It would have more tags than a document can. Remove some of it.')
    if (wanted.data.join() === tags.join()) return
    await changeDocument({ ...ctx, db: trx }, documentId, revision, { tags: wanted.data })
  })
}
