import { z } from 'zod'
import { MailSettings, MailSettingsInput, MailTest } from '@muniment/core/mail/schema.ts'
import {
  changeMailSettings,
  removeMailSettings,
  showMailSettings,
  testMailSettings,
} from '@muniment/core/mail/settings.ts'
import { pageOf } from '@muniment/core/page.ts'
import { Provider, ProviderId, ProviderInput } from '@muniment/core/providers/schema.ts'
import { changeProvider, listProviders, readProvider, removeProvider } from '@muniment/core/providers/settings.ts'
import { route } from '../route.ts'

// Who gets at the mail server gets at recovery links, and a provider is a way in: changes want a confirmation.
const ProviderParams = z.object({ providerId: ProviderId })

export const settingRoutes = [
  route({
    method: 'get',
    path: '/settings/mail',
    summary: 'The mail server, and how the last mails went',
    access: 'operator',
    returns: MailSettings,
    handle: ({ ctx }) => showMailSettings(ctx),
  }),
  route({
    method: 'put',
    path: '/settings/mail',
    summary: 'Set the mail server up or change it; If-Match "0" at first',
    access: 'operator',
    confirm: true,
    body: MailSettingsInput,
    ifMatch: true,
    returns: MailSettings,
    handle: ({ ctx, body, revision }) => changeMailSettings(ctx, body, revision),
  }),
  route({
    method: 'delete',
    path: '/settings/mail',
    summary: 'Send no mail any more',
    access: 'operator',
    confirm: true,
    handle: ({ ctx }) => removeMailSettings(ctx),
  }),
  route({
    method: 'post',
    path: '/settings/mail/test',
    summary: 'Send yourself a mail and see what the mail server answers; takes up to 20 s',
    access: 'operator',
    returns: MailTest,
    handle: ({ ctx, services }) => testMailSettings(ctx, services.origin),
  }),
  route({
    method: 'get',
    path: '/settings/providers',
    summary: 'The sign-in providers that are set up',
    access: 'operator',
    returns: pageOf(Provider),
    handle: ({ ctx, services }) => listProviders(ctx, services.origin),
  }),
  route({
    method: 'get',
    path: '/settings/providers/:providerId',
    summary: 'One sign-in provider',
    access: 'operator',
    params: ProviderParams,
    returns: Provider,
    handle: ({ ctx, params, services }) => readProvider(ctx, services.origin, params.providerId),
  }),
  route({
    method: 'put',
    path: '/settings/providers/:providerId',
    summary: 'Set a sign-in provider up (If-Match "0") or change it; in use from the next sign-in on',
    access: 'operator',
    confirm: true,
    params: ProviderParams,
    body: ProviderInput,
    ifMatch: true,
    returns: Provider,
    handle: ({ ctx, params, body, revision, services }) => {
      const site = { origin: services.origin, allowLocal: services.allowLocalProviders }
      return changeProvider(ctx, site, params.providerId, body, revision)
    },
  }),
  route({
    method: 'delete',
    path: '/settings/providers/:providerId',
    summary: 'Remove a sign-in provider',
    access: 'operator',
    confirm: true,
    params: ProviderParams,
    handle: ({ ctx, params }) => removeProvider(ctx, params.providerId),
  }),
]
