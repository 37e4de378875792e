import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

// Secrets that must be used again (and so cannot be hashed) are kept sealed: AES-256-GCM under a key that the installer
// made, that only some processes have and that is in no backup of the database.

const form = 'v1'
let master: string | null = null

/** Gives this process the key of the appliance's settings; once, at its start. */
export function unlockSettings(key: string): void {
  master = key
}

/** One key for each purpose, so that what was sealed for one thing cannot be passed off as another. */
function keyFor(purpose: string): Buffer {
  if (master === null) throw new Error('the settings were not unlocked in this process')
  return Buffer.from(hkdfSync('sha256', master, '', `muniment ${purpose}`, 32))
}

/** Encrypts and authenticates `text` for `purpose`. */
export function seal(purpose: string, text: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), iv)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [form, ...[iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))].join('.')
}

/** What was sealed for the same purpose. Throws when it was altered, or sealed with another key. */
export function unseal(purpose: string, sealed: string): string {
  const [version, iv, tag, body] = sealed.split('.')
  if (version !== form || iv === undefined || tag === undefined || body === undefined) throw unreadable()
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), Buffer.from(iv, 'base64url'))
    decipher.setAuthTag(Buffer.from(tag, 'base64url'))
    return decipher.update(Buffer.from(body, 'base64url'), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw unreadable(cause)
  }
}

function unreadable(cause?: unknown): Error {
  return new Error('A kept secret cannot be read: it was sealed with another key. Enter it anew.', { cause })
}
