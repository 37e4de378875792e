import type { Page } from '@muniment/core/page.ts'
import type { PermissionShown, Role } from '@muniment/core/roles/schema.ts'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { useMe } from '../session/session.ts'

export function rolesKey(organization: string) {
  return [organization, 'roles'] as const
}

/** All roles at once: there are a hundred at most. */
export function useRoles() {
  const { organization, can } = useMe()
  return useQuery({
    queryKey: rolesKey(organization),
    queryFn: async ({ signal }) => (await api<Page<Role>>('/roles', { signal })).items,
    enabled: can('members.read'),
  })
}

export function usePermissions() {
  const { organization } = useMe()
  return useQuery({
    queryKey: [organization, 'permissions'],
    queryFn: async ({ signal }) => (await api<Page<PermissionShown>>('/permissions', { signal })).items,
    staleTime: Infinity,
  })
}
