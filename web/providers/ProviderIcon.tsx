import type { ProviderKind } from '@muniment/core/providers/schema.ts'
import { IconBrandGithub, IconBrandGoogle, IconBrandWindows, IconKey } from '@tabler/icons-react'

const icons = { google: IconBrandGoogle, github: IconBrandGithub, microsoft: IconBrandWindows, oidc: IconKey } as const

export function ProviderIcon({ kind, size = 18 }: { kind: ProviderKind; size?: number }) {
  const Icon = icons[kind]
  return <Icon size={size} aria-hidden />
}
