import { MailSettings, MailSettingsInput, MailTest } from '@muniment/core/mail/schema.ts'
import {
  changeMailSettings,
  removeMailSettings,
  showMailSettings,
  testMailSettings,
} from '@muniment/core/mail/settings.ts'
import { route } from '../route.ts'

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
]
