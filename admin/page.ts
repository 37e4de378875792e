import { AppController, type AdminJS, type CurrentAdmin } from 'adminjs'
import { z } from 'zod'
import { assetsPath, type Manifest } from './assets.ts'
import { escapeHtml, escapeJson } from './html.ts'
import { untyped } from './theme.ts'
import { describeSession, type ConsoleSession } from './session.ts'

const State = z.looseObject({
  resources: z.array(z.looseObject({ id: z.string(), href: z.string().nullable() })),
})
const Theme = z.record(z.string(), z.unknown())
interface Layout {
  state: z.infer<typeof State>
  theme: z.infer<typeof Theme>
}

/**
 * AdminJS's own page links a font from outside, runs inline scripts and writes its state into them without escaping:
 * only the two values in it are used, in a page of ours.
 */
async function readLayout(admin: AdminJS, who: CurrentAdmin): Promise<Layout> {
  const layout = z.string().parse(await new AppController({ admin }, who).index())
  const value = (name: string): unknown => {
    const found = new RegExp(`^\\s*window\\.${name} = (.*);$`, 'm').exec(layout)
    if (found?.[1] === undefined) throw new Error(`AdminJS's page has no ${name}`)
    return JSON.parse(found[1])
  }
  return { state: State.parse(value('REDUX_STATE')), theme: { ...Theme.parse(value('THEME')), ...untyped } }
}

export type RenderPage = (
  session: ConsoleSession,
  nonce: string,
  resourceId: string | undefined,
) => Promise<string | null>

/**
 * Makes what renders the one page that AdminJS lives in, for whoever is asking; it gives null for a noun that they may
 * not see. Light and dark go along both: which of them is the browser's to say.
 */
export function createPage(admin: AdminJS, manifest: Manifest, version: string): RenderPage {
  let dark: Promise<Layout> | undefined
  return async (session, nonce, resourceId) => {
    const who = describeSession(session, version)
    dark ??= readLayout(admin, { ...who, theme: 'dark' })
    const themes = { dark: (await dark).theme }
    const { state, theme: light } = await readLayout(admin, { ...who, theme: 'light' })
    const resources = state.resources.filter(({ href }) => href !== null)
    if (resourceId !== undefined && !resources.some(({ id }) => id === resourceId)) return null
    const script = (file: string): string => `<script nonce="${nonce}" src="${assetsPath}/${file}" defer></script>`
    return `<!doctype html>
<html lang="en" data-organization="${escapeHtml(session.member?.actor.organizationId ?? '')}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Console · Muniment</title>
  <link rel="icon" href="${assetsPath}/${manifest.icon}" type="image/svg+xml">
  <link rel="stylesheet" href="${assetsPath}/${manifest.style}">
  <script type="application/json" id="state">${escapeJson({ ...state, resources, session: who })}</script>
  <script type="application/json" id="themes">${escapeJson({ ...themes, light })}</script>
  <script type="application/json" id="me">${escapeJson(who)}</script>
  ${manifest.scripts.map(script).join('\n  ')}
</head>
<body>
  <div id="app"><p class="loading">Loading the console…</p></div>
  <noscript><p class="loading">The console needs JavaScript.</p></noscript>
</body>
</html>
`
  }
}
