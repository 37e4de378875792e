import type { Route } from './route.ts'
import { accessRoutes } from './routes/access.ts'
import { accountRoutes } from './routes/accounts.ts'
import { activityRoutes } from './routes/activity.ts'
import { archiveRoutes } from './routes/archives.ts'
import { avatarRoutes } from './routes/avatars.ts'
import { bulkRoutes } from './routes/bulk.ts'
import { documentRoutes } from './routes/documents.ts'
import { eventRoutes } from './routes/events.ts'
import { placeRoutes } from './routes/places.ts'
import { trashRoutes } from './routes/trash.ts'
import { memberRoutes, organizationRoutes } from './routes/people.ts'
import { previewRoutes } from './routes/previews.ts'
import { profileRoutes } from './routes/profile.ts'
import { archivingRoutes, folderRoutes, roomRoutes } from './routes/rooms.ts'
import { departmentRoutes, roleRoutes } from './routes/roles.ts'
import { secondStepRoutes } from './routes/secondStep.ts'
import { settingRoutes } from './routes/settings.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { versionRoutes } from './routes/versions.ts'

/** Every route below /api/v1; what is not here does not exist, and what is here is in the OpenAPI document. */
export const routes: readonly Route[] = [
  ...accountRoutes,
  ...secondStepRoutes,
  ...profileRoutes,
  ...avatarRoutes,
  ...settingRoutes,
  ...organizationRoutes,
  ...memberRoutes,
  ...roleRoutes,
  ...departmentRoutes,
  ...accessRoutes,
  ...roomRoutes,
  ...archivingRoutes,
  ...folderRoutes,
  ...documentRoutes,
  ...archiveRoutes,
  ...versionRoutes,
  ...previewRoutes,
  ...placeRoutes,
  ...trashRoutes,
  ...bulkRoutes,
  ...activityRoutes,
  ...uploadRoutes,
  ...eventRoutes,
]
