import type { Action, ActionContext, ActionRequest, ActionResponse } from 'adminjs'
import type { z } from 'zod'
import { AppError, found } from '@muniment/core/errors.ts'
import { inputOf } from './acts.ts'
import { requireConfirmation } from './session.ts'

interface Asked {
  recordId: string
  query: Readonly<Record<string, unknown>>
}

interface ViewDefinition<Input extends z.ZodObject, Shown extends object> {
  /** What it shows: one record, or the noun as a whole. */
  on: 'record' | 'resource'
  icon: string
  /** The page, by its name in components.ts. */
  component: string
  allowed: () => boolean
  /** Reads what the page shows, by functions of core. */
  read: (asked: Asked) => Promise<Shown>
  /** Where the page changes something: what it sends, and the one function of core that does it. Asks for the password. */
  change?: { input: Input; run: (input: z.infer<Input>) => Promise<void> }
}

/** Makes a page of its own out of what functions of core read. A GET only reads; a POST changes, if the page can. */
export function view<Input extends z.ZodObject, Shown extends object>(
  definition: ViewDefinition<Input, Shown>,
): Partial<Action<ActionResponse>> {
  const { on, icon, component, allowed, read, change } = definition
  return {
    actionType: on,
    icon,
    component,
    showInDrawer: false,
    showFilter: false,
    isVisible: true,
    isAccessible: allowed,
    handler: async (request: ActionRequest, _response: unknown, context: ActionContext) => {
      const record = on === 'record' ? found(context.record).toJSON(context.currentAdmin) : undefined
      if (request.method === 'post') {
        if (change === undefined) throw new AppError('not_found', 'There is nothing to change here.')
        const input = inputOf(change.input, request.payload)
        requireConfirmation()
        await change.run(input)
      }
      const shown = await read({ recordId: record?.id ?? '', query: { ...request.query } })
      return { ...(record && { record }), shown }
    },
  }
}
