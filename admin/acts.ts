import type { Action, ActionContext, ActionRequest, ActionResponse, BaseRecord } from 'adminjs'
import { z } from 'zod'
import { AppError, found } from '@muniment/core/errors.ts'
import { components } from './components.ts'
import { requireConfirmation } from './session.ts'
import type { ActDone, ActForm, Choice, Field } from './wire.ts'

interface ActDefinition<Input extends z.ZodObject> {
  /** What it is done to: one record, or the noun as a whole. */
  on: 'record' | 'resource'
  icon: string
  explain: string
  button: string
  /** Shown in red: what it takes away cannot be had back. */
  dangerous?: boolean
  fields?: readonly Field[]
  /** Choices that depend on the record or the organization, by field. */
  options?: (recordId: string) => Promise<Readonly<Record<string, readonly Choice[]>>>
  input: Input
  /** Whether the password is asked for again. */
  confirm?: (input: z.infer<Input>) => boolean
  /** Whether this session may do it at all. Core checks again. */
  allowed: () => boolean
  /** Whether there is anything to do about this record. */
  offered?: (record: BaseRecord) => boolean
  /** Calls the one function of core that does it. */
  run: (input: z.infer<Input>, recordId: string) => Promise<ActDone>
}

/** What a page sent, as `schema` says; anything else is the sender's mistake. */
export function inputOf<Input extends z.ZodObject>(schema: Input, payload: unknown): z.infer<Input> {
  const parsed = schema.safeParse(payload ?? {})
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  throw new AppError('invalid', faults[0]?.message ?? 'Check the form.', { faults })
}

/**
 * Makes an AdminJS action of one function of core. AdminJS runs custom actions on GET too: such a request only ever
 * reads the record that the page is about, or is refused; what acts is a POST, which must come from our origin.
 */
export function act<Input extends z.ZodObject>(definition: ActDefinition<Input>): Partial<Action<ActionResponse>> {
  const { on, icon, explain, button, dangerous = false, fields = [] } = definition
  const custom: ActForm = { explain, button, dangerous, fields, asks: definition.options !== undefined }
  return {
    actionType: on,
    icon,
    component: components.act,
    showInDrawer: true,
    showFilter: false,
    variant: dangerous ? 'danger' : 'default',
    custom: { ...custom },
    isVisible: ({ record }: ActionContext) => record === undefined || (definition.offered?.(record) ?? true),
    isAccessible: definition.allowed,
    handler: async (request: ActionRequest, _response: unknown, context: ActionContext) => {
      const record = on === 'record' ? found(context.record).toJSON(context.currentAdmin) : undefined
      if (request.method !== 'post') {
        const options = await definition.options?.(record?.id ?? '')
        if (record === undefined && options === undefined) {
          throw new AppError('not_found', 'There is nothing to read here.')
        }
        return { ...(record && { record }), ...(options && { options }) }
      }
      const input = inputOf(definition.input, request.payload)
      if (definition.confirm?.(input)) requireConfirmation()
      const done = await definition.run(input, record?.id ?? '')
      return { ...(record && { record }), done }
    },
  }
}

/** Nobody writes through the console but by acts: what AdminJS brings of itself is off. */
export const readOnly = Object.fromEntries(
  ['new', 'edit', 'delete', 'bulkDelete'].map((name) => [name, { isAccessible: false, isVisible: false }]),
)
