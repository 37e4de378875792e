import type { ActionResponse, Action, PropertyOptions, PropertyType, ResourceWithOptions } from 'adminjs'
import type { Context } from '@muniment/core/context.ts'
import type { Listing } from '@muniment/core/listing.ts'
import { readOnly } from './acts.ts'
import { components } from './components.ts'
import { CoreResource } from './source.ts'

/** How a value is shown; `text` is as it is. */
export type Kind = 'text' | 'title' | 'when' | 'moment' | 'size' | 'state' | 'code' | 'number'

export interface Shown {
  label: string
  kind?: Kind
  /** The noun that the value is an id of. */
  reference?: string
  /** The words for stored values; they make a choice of the filter too. */
  words?: Readonly<Record<string, string>>
  hint?: string
  /** What stands where there is no value; a dash, if not said. */
  none?: string
}

interface Noun<C extends Context, Line extends { id: string | number }> {
  id: string
  /** In lists and the navigation: a plural. */
  label: string
  icon: string
  /** Shown where a list is empty. */
  empty: string
  listing: Listing<C, Line>
  context: () => C
  /** Whether this session may see the noun at all. */
  allowed: () => boolean
  show: Readonly<Record<keyof Line & string, Shown>>
  /** The columns of the list; at most eight. */
  list: readonly (keyof Line & string)[]
  title: keyof Line & string
  sort: { sortBy: keyof Line & string; direction: 'asc' | 'desc' }
  acts?: Readonly<Record<string, Partial<Action<ActionResponse>>>>
  /** What each act is called. */
  actLabels?: Readonly<Record<string, string>>
}

const typeOfKind: Partial<Record<Kind, PropertyType>> = {
  when: 'datetime',
  moment: 'datetime',
  size: 'number',
  number: 'number',
  code: 'textarea',
}

function typeOf(name: string, shown: Shown, listing: Listing<never, unknown>): PropertyType {
  // AdminJS refuses an id that is not of its type: one that is not said to be text is a uuid.
  if (name === 'id') return shown.kind === 'number' ? 'number' : shown.kind === 'text' ? 'string' : 'uuid'
  if (shown.reference !== undefined) return 'reference'
  if (listing.columns[name]?.match === 'between') return 'datetime'
  return typeOfKind[shown.kind ?? 'text'] ?? 'string'
}

/** Describes a noun of core to AdminJS: what is listed and shown, and how; reading only, but for its acts. */
export function describeNoun<C extends Context, Line extends { id: string | number }>(
  noun: Noun<C, Line>,
): ResourceWithOptions {
  const { listing, allowed } = noun
  const shown = Object.entries<Shown>(noun.show)
  const types = Object.fromEntries(shown.map(([name, one]) => [name, typeOf(name, one, listing)]))
  const properties: Record<string, PropertyOptions> = {}
  for (const [name, { kind = 'text', reference, words = {}, hint, none }] of shown) {
    const values = Object.entries(words).map(([value, label]) => ({ value, label }))
    properties[name] = {
      components: { list: components.value, show: components.value },
      custom: { kind, words, none },
      isTitle: name === noun.title,
      ...(reference !== undefined && { reference }),
      ...(values.length > 0 && { availableValues: values }),
      ...(hint !== undefined && { description: hint }),
    }
  }
  return {
    resource: new CoreResource<C, Line>({ id: noun.id, listing, context: noun.context, properties: types }),
    options: {
      navigation: { name: null, icon: noun.icon },
      sort: noun.sort,
      titleProperty: noun.title,
      listProperties: [...noun.list],
      showProperties: shown.map(([name]) => name),
      filterProperties: shown.map(([name]) => name).filter((name) => name !== 'id' && listing.columns[name]?.match),
      properties,
      actions: {
        ...readOnly,
        list: { isAccessible: allowed },
        show: { isAccessible: allowed },
        search: { isAccessible: allowed },
        ...noun.acts,
      },
      translations: {
        en: {
          properties: Object.fromEntries(shown.map(([name, { label }]) => [name, label])),
          actions: { list: noun.label, ...noun.actLabels },
          labels: { [noun.id]: noun.label },
          messages: { noRecordsInResource: noun.empty },
        },
      },
    },
  }
}
