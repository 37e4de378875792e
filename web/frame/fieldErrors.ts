import { ApiProblem } from '../api.ts'

/** Faults that the server found in fields of this form, by field. Empty when there is none, or one that is not in it. */
export function fieldErrors<F extends string>(error: unknown, fields: readonly F[]): Partial<Record<F, string>> {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return {}
  const found: Partial<Record<F, string>> = {}
  for (const { path, message } of error.errors) {
    const field = fields.find((one) => one === path.replace(/^body\./, ''))
    if (field === undefined) return {}
    found[field] ??= message
  }
  return found
}
