import type { Department } from '@muniment/core/departments/schema.ts'
import type { Page } from '@muniment/core/page.ts'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { useMe } from '../session/session.ts'

export function departmentsKey(organization: string) {
  return [organization, 'departments'] as const
}

/** All departments at once: the server allows no more than a tree can show. */
export function useDepartments(enabled = true) {
  const { organization } = useMe()
  return useQuery({
    queryKey: departmentsKey(organization),
    queryFn: async ({ signal }) => (await api<Page<Department>>('/departments', { signal })).items,
    enabled,
  })
}
