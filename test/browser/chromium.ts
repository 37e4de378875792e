import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { origin } from '../appliance/stack.ts'
import { password } from '../appliance/client.ts'

/**
 * The key that the appliance shows, as Chromium is told of it. Node has checked the certificate against the root that the
 * installer copied out, so the browser trusts this one key and no other.
 */
async function trustedKey(): Promise<string> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), servername: hostname }, () => {
      const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' })
      socket.destroy()
      if (key) resolve(createHash('sha256').update(key).digest('base64'))
      else reject(new Error('the appliance showed no certificate'))
    })
    socket.once('error', reject)
  })
}

/** Debian's Chromium, calling nobody but the appliance. */
export async function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      `--ignore-certificate-errors-spki-list=${await trustedKey()}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface Seat {
  page: Page
  context: BrowserContext
  /** What the page itself complained about: errors nobody caught, and breaches of the content security policy. */
  complaints: string[]
  /** Requests that got no answer. */
  failures: string[]
}

/** A browser window of one person, with cookies of its own. */
export async function takeSeat(
  browser: Browser,
  look: { width: number; height: number } = { width: 1280, height: 860 },
): Promise<Seat> {
  const context = await browser.newContext({ baseURL: origin, viewport: look, acceptDownloads: true, locale: 'en-GB' })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const failures: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // Leaving a page ends what it still waits for.
    if (reason !== 'net::ERR_ABORTED') failures.push(`${request.method()} ${request.url()}: ${reason}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy|refused to/i.test(message.text()))
      complaints.push(message.text())
  })
  return { page, context, complaints, failures }
}

/** Submits a form, and again whenever it says that this address did so too often in a minute, until `next` is there. */
export async function submitPatiently(page: Page, submit: () => Promise<void>, next: Locator): Promise<void> {
  const wait = page.getByText(/Wait (\d+ s|a minute), then try again/)
  while (!(await next.isVisible())) {
    await submit()
    await next.or(wait).first().waitFor()
    if (await wait.isVisible()) await sleep(Number(/\d+/.exec(await wait.innerText())?.[0] ?? 60) * 1000)
  }
}

/** Fills the sign-in form in and sends it, until `next` is there. */
export async function enterPassword({ page }: Seat, email: string, next: Locator): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await submitPatiently(page, () => page.getByRole('button', { name: 'Sign in', exact: true }).click(), next)
}

export function signInAt(seat: Seat, email: string): Promise<void> {
  return enterPassword(seat, email, seat.page.getByRole('navigation', { name: 'Main' }))
}

/** Keeps what a window showed, and what it complained about, when a test failed. */
export async function picture(
  { page, complaints, failures }: Seat,
  task: { name: string; result?: { state: string } | undefined },
  who: string,
) {
  if (task.result?.state !== 'fail') return
  await mkdir('test-results/appliance', { recursive: true })
  const path = `test-results/appliance/${`${task.name} (${who})`.replaceAll(/[^\w() -]/g, '')}`
  await writeFile(`${path}.txt`, [page.url(), ...complaints, ...failures, ''].join('\n'))
  await page.screenshot({ path: `${path}.png`, timeout: 5000 }).catch(() => undefined)
}
