import type { Route } from './route.ts'
import { accountRoutes } from './routes/accounts.ts'
import { documentRoutes } from './routes/documents.ts'
import { eventRoutes } from './routes/events.ts'
import { memberRoutes, organizationRoutes } from './routes/people.ts'
import { folderRoutes, roomRoutes } from './routes/rooms.ts'
import { settingRoutes } from './routes/settings.ts'
import { uploadRoutes } from './routes/uploads.ts'

/** Every route below /api/v1; what is not here does not exist, and what is here is in the OpenAPI document. */
export const routes: readonly Route[] = [
  ...accountRoutes,
  ...settingRoutes,
  ...organizationRoutes,
  ...memberRoutes,
  ...roomRoutes,
  ...folderRoutes,
  ...documentRoutes,
  ...uploadRoutes,
  ...eventRoutes,
]
