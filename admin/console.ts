import { AdminJS } from 'adminjs'
import { overview } from '@muniment/core/status/console.ts'
import { scannerStatus } from '@muniment/core/status/scanner.ts'
import { componentLoader, components } from './components.ts'
import { departments } from './resources/departments.ts'
import { documents, versions } from './resources/documents.ts'
import { events } from './resources/events.ts'
import { integrityState } from '@muniment/core/integrity/console.ts'
import { integrity } from './resources/integrity.ts'
import { invitations } from './resources/invitations.ts'
import { jobs } from './resources/jobs.ts'
import { members } from './resources/members.ts'
import { organizations } from './resources/organizations.ts'
import { providers } from './resources/providers.ts'
import { roles } from './resources/roles.ts'
import { rooms } from './resources/rooms.ts'
import type { Services } from './services.ts'
import { currentSession } from './session.ts'
import { darkTheme, lightTheme } from './theme.ts'
import type { OverviewShown } from './wire.ts'

async function showOverview({ db }: Services): Promise<OverviewShown> {
  const { member, operator } = currentSession()
  const state = operator && (await integrityState(operator))
  const integrity = state && { ...state, oldest: state.oldest?.toISOString() ?? null }
  if (member === null) return { scanner: await scannerStatus(db, new Date()), integrity, organization: null }
  const { scanner, files, work, events: latest } = await overview(member)
  return {
    scanner,
    integrity,
    organization: {
      files: files && { ...files, waitingSince: files.waitingSince?.toISOString() ?? null },
      work: work && {
        ...work,
        failedJobs: work.failedJobs.map((job) => ({ ...job, updatedAt: job.updatedAt.toISOString() })),
      },
      events: latest?.map((event) => ({ ...event, at: event.at.toISOString() })) ?? null,
    },
  }
}

const messages = {
  errorFetchingRecords: "The list couldn't be loaded. Try again; if it stays so, sign in anew or look at the overview.",
  errorFetchingRecord: "This couldn't be loaded. Try again; if it stays so, sign in anew or look at the overview.",
  error404Resource: "You can't open this, or it no longer exists.",
  error404Action: "You can't open this, or it no longer exists.",
  error404Record: "You can't open this, or it no longer exists.",
  pageNotFound_title: 'Not found',
  anyForbiddenError: "Your role doesn't allow this.",
  forbiddenError: "Your role doesn't allow this.",
  noRecords: 'Nothing here',
}

/** The console: what AdminJS shows, of which noun, in which words and colours. */
export function createConsole(services: Services): AdminJS {
  const { origin } = services
  return new AdminJS({
    rootPath: '/admin',
    loginPath: '/sign-in',
    logoutPath: '/sign-in',
    componentLoader,
    resources: [
      members(services.accountsDb),
      roles(),
      departments(),
      invitations(origin),
      rooms(),
      documents(),
      versions(),
      events(),
      jobs(),
      organizations(origin),
      integrity(),
      providers(),
    ],
    dashboard: { component: components.overview, handler: () => showOverview(services) },
    branding: (admin) => ({
      companyName: 'Muniment console',
      logo: false,
      withMadeWithLove: false,
      theme: admin?.theme === 'dark' ? darkTheme : lightTheme,
    }),
    settings: { defaultPerPage: 25 },
    locale: {
      language: 'en',
      availableLanguages: ['en'],
      translations: {
        en: {
          labels: { navigation: 'Console', dashboard: 'Overview', filters: 'Filters' },
          actions: { show: 'Details' },
          buttons: { applyChanges: 'Apply', resetFilter: 'Clear filters' },
          messages,
        },
      },
    },
  })
}
