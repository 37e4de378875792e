import { createBrowserRouter } from 'react-router'
import { ViewAs } from './access/ViewAs.tsx'
import { Departments } from './departments/Departments.tsx'
import { DocumentPage } from './documents/DocumentPage.tsx'
import { Crash } from './frame/Crash.tsx'
import { Frame } from './frame/Frame.tsx'
import { NotFound } from './frame/NotFound.tsx'
import { Home } from './home/Home.tsx'
import { Organizations } from './organizations/Organizations.tsx'
import { People } from './people/People.tsx'
import { Roles } from './roles/Roles.tsx'
import { RoomPage } from './rooms/RoomPage.tsx'
import { Rooms } from './rooms/Rooms.tsx'
import { Confirm } from './session/Confirm.tsx'
import { Forgot } from './session/Forgot.tsx'
import { Join } from './session/Join.tsx'
import { Profile } from './session/Profile.tsx'
import { Recover } from './session/Recover.tsx'
import { Setup } from './session/Setup.tsx'
import { SignIn } from './session/SignIn.tsx'
import { Verify } from './session/Verify.tsx'
import { Settings } from './settings/Settings.tsx'
import { Trash } from './trash/Trash.tsx'

/** Every address of the app. */
export const router = createBrowserRouter([
  {
    errorElement: <Crash />,
    children: [
      { path: '/setup', element: <Setup /> },
      { path: '/join', element: <Join /> },
      { path: '/recover', element: <Recover /> },
      { path: '/verify', element: <Verify /> },
      { path: '/forgot', element: <Forgot /> },
      { path: '/sign-in', element: <SignIn /> },
      { path: '/confirm', element: <Confirm /> },
      {
        path: '/',
        element: <Frame />,
        children: [
          { index: true, element: <Home /> },
          { path: 'rooms', element: <Rooms /> },
          { path: 'rooms/:roomId', element: <RoomPage /> },
          { path: 'rooms/:roomId/folders/:folderId', element: <RoomPage /> },
          { path: 'rooms/:roomId/as/:memberId', element: <ViewAs /> },
          { path: 'rooms/:roomId/folders/:folderId/as/:memberId', element: <ViewAs /> },
          { path: 'documents/:documentId', element: <DocumentPage /> },
          { path: 'trash', element: <Trash /> },
          { path: 'people', element: <People /> },
          { path: 'people/departments', element: <Departments /> },
          { path: 'people/roles', element: <Roles /> },
          { path: 'organizations', element: <Organizations /> },
          { path: 'settings', element: <Settings /> },
          { path: 'profile', element: <Profile /> },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
])
