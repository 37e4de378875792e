import { randomUUID } from 'node:crypto'
import { z } from 'zod'

// The appliance's own description of its routes, and requests made from nothing else.

interface Schema {
  $ref?: string | undefined
  type?: string | string[] | undefined
  format?: string | undefined
  pattern?: string | undefined
  enum?: unknown[] | undefined
  minLength?: number | undefined
  properties?: Record<string, Schema> | undefined
  required?: string[] | undefined
  minItems?: number | undefined
  /** False after the members of a tuple. */
  items?: Schema | boolean | undefined
  anyOf?: Schema[] | undefined
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    minLength: z.number().optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    minItems: z.number().optional(),
    items: z.union([Schema, z.boolean()]).optional(),
    anyOf: z.array(Schema).optional(),
  }),
)

const Operation = z.object({
  'x-access': z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.object({ content: z.object({ 'application/json': z.object({ schema: Schema }) }) }).optional(),
})

export const Description = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema).default({}) }),
})
export type Description = z.infer<typeof Description>

export interface DescribedRoute {
  method: string
  /** With its parameters as `{name}`. */
  path: string
  access: string
  /** Names of the parameters in the path. */
  ids: string[]
  query: string[]
  headers: Record<string, string>
  /** A body that has the form asked for; undefined where none is. */
  body: unknown
}

function sample(schema: Schema, all: Record<string, Schema>): unknown {
  if (schema.$ref !== undefined) return sample(all[schema.$ref.split('/').at(-1) ?? ''] ?? {}, all)
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.anyOf !== undefined) return sample(schema.anyOf[0] ?? {}, all)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') {
    const wanted = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) ?? false)
    // A change without anything to change is no request that means something.
    const chosen = wanted.length > 0 ? wanted : Object.entries(schema.properties ?? {}).slice(0, 1)
    return Object.fromEntries(chosen.map(([name, property]) => [name, sample(property, all)]))
  }
  if (type === 'array') {
    const { items, minItems = 0 } = schema
    return typeof items === 'object' ? Array.from({ length: minItems }, () => sample(items, all)) : []
  }
  if (type === 'integer' || type === 'number') return 1
  if (type === 'boolean') return true
  if (schema.format === 'uuid') return randomUUID()
  if (schema.format === 'email' || schema.pattern?.includes('@')) return `${randomUUID()}@example.test`
  return 'x'.repeat(Math.max(schema.minLength ?? 8, schema.pattern?.includes('{43}') ? 43 : 8))
}

/** Every route that the document names, as a request that is well formed. */
export function routesOf(description: Description): DescribedRoute[] {
  return Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const named = (place: string) => operation.parameters.filter((each) => each.in === place).map(({ name }) => name)
      const body = operation.requestBody?.content['application/json'].schema
      return {
        method: method.toUpperCase(),
        path,
        access: operation['x-access'],
        ids: named('path'),
        query: named('query'),
        headers: {
          ...(named('header').includes('If-Match') && { 'if-match': '"1"' }),
          ...(path.includes('/uploads') && { 'tus-resumable': '1.0.0' }),
        },
        body: body && sample(body, description.components.schemas),
      }
    }),
  )
}

export function addressOf(route: DescribedRoute, ids: (name: string) => string): string {
  return route.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => ids(name))
}
