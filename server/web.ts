import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'

const builtApp = fileURLToPath(new URL('../web/dist/', import.meta.url))

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * Serves the built browser app: assets with a hash in their name for a year, its page never from a cache, with a nonce of
 * its own for the styles that the app makes.
 */
export function serveWeb(): Router {
  const router = Router()
  router.use(
    '/assets',
    express.static(`${builtApp}assets`, { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  )
  // Before the files: the page as it was built has no nonce yet.
  router.get('/index.html', (_request, response) => response.redirect(308, '/'))
  router.use(
    express.static(builtApp, {
      index: false,
      cacheControl: false,
      setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
    }),
  )
  const pageFile = `${builtApp}index.html`
  const page = existsSync(pageFile) ? readFileSync(pageFile, 'utf8') : null
  router.get('/{*path}', (_request, response) => {
    if (page === null) {
      response.status(503).type('text/plain').send('The browser app is not built.\n')
      return
    }
    const nonce = randomBytes(16).toString('base64')
    response
      .set({ 'content-security-policy': policy(nonce), 'cache-control': 'no-store' })
      .type('html')
      .send(page.replaceAll('__CSP_NONCE__', nonce))
  })
  return router
}
