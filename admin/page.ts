import { AppController, type AdminJS, type CurrentAdmin } from 'adminjs'
import { z } from 'zod'
import { assetsPath, type Manifest } from './assets.ts'
import { escapeHtml, escapeJson } from './html.ts'
import { untyped } from './theme.ts'
import { describeSession, type ConsoleSession } from './session.ts'

const State = z.looseObject({
  resources: z.array(z.looseObject({ id: z.string(), href: z.string().nullable() })),
})
type State = z.infer<typeof State>
const Theme = z.record(z.string(), z.unknown())

/**
 * AdminJS's own page links a font from outside, runs inline scripts and writes its state into them without escaping:
 * only the two values in it are used, in a page of ours.
 */
async function readLayout(admin: AdminJS, who: CurrentAdmin): Promise<{ state: State; theme: z.infer<typeof Theme> }> {
  const layout = z.string().parse(await new AppController({ admin }, who).index())
  const value = (name: string): unknown => {
    const found = new RegExp(`^\\s*window\\.${name} = (.*);$`, 'm').exec(layout)
    if (found?.[1] === undefined) throw new Error(`AdminJS's page has no ${name}`)
    return JSON.parse(found[1])
  }
  return { state: State.parse(value('REDUX_STATE')), theme: { ...Theme.parse(value('THEME')), ...untyped } }
}

/** Renders the one page that AdminJS lives in, for whoever is asking, or null for a noun that they may not see. */
export async function renderPage(
  admin: AdminJS,
  session: ConsoleSession,
  page: { manifest: Manifest; nonce: string; version: string; resourceId?: string | undefined },
): Promise<string | null> {
  const who = describeSession(session, page.version)
  const light = await readLayout(admin, { ...who, theme: 'light' })
  const dark = await readLayout(admin, { ...who, theme: 'dark' })
  const resources = light.state.resources.filter(({ href }) => href !== null)
  if (page.resourceId !== undefined && !resources.some(({ id }) => id === page.resourceId)) return null
  const nonce = `nonce="${page.nonce}"`
  const scripts = page.manifest.scripts.map((file) => `<script ${nonce} src="${assetsPath}/${file}" defer></script>`)
  return `<!doctype html>
<html lang="en" data-organization="${escapeHtml(session.member?.actor.organizationId ?? '')}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Console · Muniment</title>
  <link rel="icon" href="${assetsPath}/${page.manifest.icon}" type="image/svg+xml">
  <link rel="stylesheet" href="${assetsPath}/${page.manifest.style}">
  <script type="application/json" id="state">${escapeJson({ ...light.state, resources, session: who })}</script>
  <script type="application/json" id="themes">${escapeJson({ light: light.theme, dark: dark.theme })}</script>
  <script type="application/json" id="me">${escapeJson(who)}</script>
  ${scripts.join('\n  ')}
</head>
<body>
  <div id="app"><p class="loading">Loading the console…</p></div>
  <noscript><p class="loading">The console needs JavaScript.</p></noscript>
</body>
</html>
`
}
