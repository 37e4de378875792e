import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { z } from 'zod'
import type { ClientName, Errand, Ran } from './tusClients.ts'

/** The clients of test/tusClients.ts on a page of the appliance. */
export interface ClientPage {
  send: (client: ClientName, errand: Errand) => Promise<Ran>
}

const Answer = z.object({
  outcome: z.enum(['done', 'stopped', 'refused']),
  url: z.string().nullable(),
  status: z.number().nullable(),
  answers: z.array(z.string()),
  documentId: z.string().nullable(),
})

/** As one script that leaves what it exports in `tusClients`. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: new URL('tusClients.ts', import.meta.url).pathname, formats: ['iife'], name: 'tusClients' },
    },
  })
  const [first] = [built].flat()
  if (first === undefined || !('output' in first)) throw new Error('nothing was built')
  const [script] = first.output
  return script.code
}

/** A signed-in page of the appliance, with the clients on it. */
export async function pageFor(chromium: Browser, email: string, password: string): Promise<ClientPage> {
  const context = await chromium.newContext({ baseURL: 'http://localhost', bypassCSP: true })
  const page = await context.newPage()
  await page.goto('/api/v1/status')
  const signedIn = await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch('/api/auth/sign-in/email', { method: 'POST', headers, body })).status
  }, JSON.stringify({ email, password }))
  if (signedIn !== 204) throw new Error(`could not sign in: ${signedIn}`)
  await page.addScriptTag({ content: await bundle() })
  return {
    send: async (client, errand) =>
      Answer.parse(await page.evaluate(`tusClients.send(${JSON.stringify(client)}, ${JSON.stringify(errand)})`)),
  }
}
