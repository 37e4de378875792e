import { z } from 'zod'
import type { ThingKind } from '@muniment/core/access/schema.ts'
import { explainAccess, showAccess } from '@muniment/core/access/show.ts'
import { components } from './components.ts'
import { currentMember } from './session.ts'
import { view } from './view.ts'
import type { AccessShown } from './wire.ts'

const shownAtOnce = 100
const Asked = z.object({ cursor: z.string().max(2000).optional(), user: z.uuid().optional() })

/** "Who can see this?" and "Why?" of a room or document: read by the same functions as in the browser app. */
export function accessView(kind: ThingKind, allowed: () => boolean) {
  return view<z.ZodObject, AccessShown>({
    on: 'record',
    icon: 'Eye',
    component: components.access,
    allowed,
    read: async ({ recordId, query }) => {
      const { cursor, user } = Asked.parse(query)
      const ctx = currentMember()
      return {
        access: await showAccess(ctx, kind, recordId, { cursor, limit: shownAtOnce }),
        explanation: user === undefined ? null : await explainAccess(ctx, kind, recordId, user),
      }
    },
  })
}
