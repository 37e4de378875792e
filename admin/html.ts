import type { Manifest } from './assets.ts'
import { assetsPath } from './assets.ts'

const special: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => special[character] ?? '')
}

/** JSON that can stand inside a script element: nothing in it ends the element or begins a comment. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

/** A page of the console that needs no script: refusals, and the question for the password. */
export function plainPage(manifest: Manifest, title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${escapeHtml(title)} · Muniment</title>
  <link rel="icon" href="${assetsPath}/${manifest.icon}" type="image/svg+xml">
  <link rel="stylesheet" href="${assetsPath}/${manifest.style}">
</head>
<body class="plain">
  <main class="plain-card">
    <p class="brand"><img src="${assetsPath}/${manifest.icon}" alt="" width="24" height="24"> Muniment</p>
    <h1>${escapeHtml(title)}</h1>
${body}
  </main>
</body>
</html>
`
}
