import { BaseProperty, BaseRecord, BaseResource, type Filter, type PropertyType } from 'adminjs'
import { z } from 'zod'
import type { Context } from '@muniment/core/context.ts'
import type { FilterValue, Filters, Listing } from '@muniment/core/listing.ts'

const FilterElements = z.record(
  z.string(),
  z.object({ value: z.union([z.string(), z.object({ from: z.string().optional(), to: z.string().optional() })]) }),
)
const FindOptions = z.object({
  limit: z.coerce.number().int().min(1).catch(25),
  offset: z.coerce.number().int().min(0).catch(0),
  sort: z.object({ sortBy: z.string().optional(), direction: z.enum(['asc', 'desc']).catch('asc') }).optional(),
})
const Moment = z.coerce.date()

function momentOf(text: string | undefined): Date | undefined {
  const parsed = Moment.safeParse(text)
  return text !== undefined && parsed.success ? parsed.data : undefined
}

function filtersOf(filter: Filter): Filters {
  const filters: Record<string, FilterValue> = {}
  for (const [name, { value }] of Object.entries(FilterElements.parse(filter.filters))) {
    filters[name] = typeof value === 'string' ? value : { from: momentOf(value.from), to: momentOf(value.to) }
  }
  return filters
}

interface Source<C extends Context, Line> {
  id: string
  listing: Listing<C, Line>
  /** The context of the current request to read in; throws when it has none of the kind. */
  context: () => C
  /** What a line consists of, in the order of a record's page. */
  properties: Readonly<Record<string, PropertyType>>
}

/**
 * One noun of core as AdminJS wants to read it. There is no way to write: changes are acts, and each calls a function
 * of core.
 */
export class CoreResource<C extends Context, Line extends { id: string | number }> extends BaseResource {
  readonly #source: Source<C, Line>
  readonly #properties: Map<string, BaseProperty>

  constructor(source: Source<C, Line>) {
    super()
    this.#source = source
    this.#properties = new Map(
      Object.entries<PropertyType>(source.properties).map(([path, type], position) => {
        const isSortable = source.listing.columns[path]?.sortable === true
        return [path, new BaseProperty({ path, type, isId: path === 'id', isSortable, position })]
      }),
    )
  }

  override id(): string {
    return this.#source.id
  }

  override databaseName(): string {
    return 'muniment'
  }

  override properties(): BaseProperty[] {
    return [...this.#properties.values()]
  }

  override property(path: string): BaseProperty | null {
    return this.#properties.get(path) ?? null
  }

  override async count(filter: Filter): Promise<number> {
    return this.#source.listing.count(this.#source.context(), filtersOf(filter))
  }

  override async find(filter: Filter, options: unknown): Promise<BaseRecord[]> {
    const { limit, offset, sort } = FindOptions.parse(options)
    const lines = await this.#source.listing.list(this.#source.context(), {
      filters: filtersOf(filter),
      sortBy: sort?.sortBy ?? 'id',
      direction: sort?.direction ?? 'asc',
      limit,
      offset,
    })
    return lines.map((line) => new BaseRecord(line, this))
  }

  override async findOne(id: string): Promise<BaseRecord | null> {
    const [record] = await this.findMany([id])
    return record ?? null
  }

  override async findMany(ids: (string | number)[]): Promise<BaseRecord[]> {
    const lines = await this.#source.listing.find(this.#source.context(), ids.map(String))
    return lines.map((line) => new BaseRecord(line, this))
  }
}
