import '@fontsource-variable/inter'
import '@mantine/core/styles.layer.css'
import './frame/frame.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { LiveRegion } from './frame/announce.tsx'
import { styleNonce } from './frame/nonce.ts'
import { queries } from './frame/queries.ts'
import { theme, variables } from './frame/theme.ts'
import { router } from './routes.tsx'
import { ArchiveDialog } from './archives/ArchiveDialog.tsx'
import { ConfirmDialog } from './session/ConfirmDialog.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      colorSchemeManager={localStorageColorSchemeManager({ key: 'muniment.scheme' })}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <RouterProvider router={router} />
          <ConfirmDialog />
          <ArchiveDialog />
          <LiveRegion />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
