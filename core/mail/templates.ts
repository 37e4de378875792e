import { z } from 'zod'

const link = z.url()
const expiresAt = z.iso.datetime()

/** What each mail is filled with. */
export const mailData = {
  invitation: z.object({ link, expiresAt, organization: z.string(), inviter: z.string().nullable() }),
  recovery: z.object({ link, expiresAt }),
  verification: z.object({ link, expiresAt }),
  test: z.object({ origin: z.url() }),
  shared: z.object({ link, organization: z.string(), kind: z.enum(['room', 'folder', 'document']), name: z.string() }),
  damaged: z.object({ link, organization: z.string().nullable(), objects: z.number().int() }),
  new_device: z.object({ at: z.iso.datetime(), address: z.string(), browser: z.string().nullable() }),
} as const

export type MailTemplate = keyof typeof mailData
export type MailData<T extends MailTemplate> = z.infer<(typeof mailData)[T]>

export interface WrittenMail {
  subject: string
  text: string
  html: string
}

interface Draft {
  subject: string
  /** Paragraphs, in plain text. */
  before: string[]
  button?: { label: string; link: string }
  after: string[]
}

// A fixed zone, said with it: where the reader lives is not known here.
const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

function until(expires: string): string {
  return `The link works once, until ${moments.format(new Date(expires))} UTC.`
}

const drafts: { [T in MailTemplate]: (data: MailData<T>) => Draft } = {
  invitation: (data) => ({
    subject: `Invitation to ${data.organization}`,
    before: [
      data.inviter === null
        ? `You are invited to ${data.organization} on Muniment, a data room.`
        : `${data.inviter} invites you to ${data.organization} on Muniment, a data room.`,
    ],
    button: { label: 'Join', link: data.link },
    after: [until(data.expiresAt), "If you don't expect this, do nothing: nobody joins without the link."],
  }),
  recovery: (data) => ({
    subject: 'A new password for Muniment',
    before: ['Somebody asked for a new password for your account. Choose one here:'],
    button: { label: 'Choose a new password', link: data.link },
    after: [
      until(data.expiresAt),
      'All your sessions end when you use it. If it was not you who asked, do nothing: your password stays as it is.',
    ],
  }),
  verification: (data) => ({
    subject: 'Is this your e-mail address?',
    before: ['Somebody with an account on Muniment says that this is their e-mail address. If it is you, say so here:'],
    button: { label: 'This is my address', link: data.link },
    after: [until(data.expiresAt), 'If you have no account there, do nothing.'],
  }),
  shared: (data) => ({
    subject: `Shared with you: ${data.name}`,
    before: [`At ${data.organization}, the ${data.kind} "${data.name}" was shared with you.`],
    button: { label: 'Open it', link: data.link },
    after: ['You choose in your profile on Muniment whether you get mails like this.'],
  }),
  damaged: (data) => ({
    subject: data.objects === 1 ? 'A stored file is damaged' : `${data.objects} stored files are damaged`,
    before: [
      `A check of the stored files${data.organization === null ? '' : ` of ${data.organization}`} found ${data.objects === 1 ? 'one that is' : `${data.objects} that are`} missing or no longer what was uploaded. Nobody is given such a file until it is restored from a backup or uploaded again.`,
    ],
    button: { label: 'Look at what was found', link: data.link },
    after: ['When many are damaged, look at the disk before anything else.'],
  }),
  new_device: (data) => ({
    subject: 'Your account was used from a new device',
    before: [
      `Somebody signed in to your account on Muniment from a browser that was not used for it before, on ${moments.format(new Date(data.at))} UTC from the address ${data.address}.`,
      ...(data.browser === null ? [] : [`The browser says that it is: ${data.browser}`]),
    ],
    after: [
      'If it was you, do nothing. If not, change your password at once, and end the session in your profile.',
      'You choose in your profile whether you get mails like this.',
    ],
  }),
  test: (data) => ({
    subject: 'Muniment can send mail',
    before: [`This is the test that was asked for on ${data.origin}. The mail settings work.`],
    after: [],
  }),
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** A header is one line, whatever an organization calls itself. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)
}

function asHtml({ before, button, after }: Draft): string {
  const paragraph = (text: string): string => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
  const action =
    button === undefined
      ? ''
      : `<p style="margin:0 0 16px"><a href="${escapeHtml(button.link)}" style="display:inline-block;padding:10px 16px;border-radius:6px;background:#3b5bdb;color:#ffffff;text-decoration:none">${escapeHtml(button.label)}</a></p><p style="margin:0 0 16px;word-break:break-all">${escapeHtml(button.link)}</p>`
  return `<!doctype html><html lang="en"><body style="font-family:sans-serif;font-size:15px;line-height:1.5;color:#212529">${before.map(paragraph).join('')}${action}${after.map(paragraph).join('')}</body></html>`
}

function asText({ before, button, after }: Draft): string {
  return `${[...before, ...(button === undefined ? [] : [button.link]), ...after].join('\n\n')}\n`
}

/** The mail as it is sent: plain text, and the same as simple HTML that loads nothing from anywhere. */
export function writeMail<T extends MailTemplate>(template: T, data: MailData<T>): WrittenMail {
  const draft = drafts[template](data)
  return { subject: oneLine(draft.subject), text: asText(draft), html: asHtml(draft) }
}
