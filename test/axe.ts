import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { z } from 'zod'

const Violations = z.array(z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.string()) }))
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** What axe finds that keeps somebody from using the page. */
export async function serious(page: Page): Promise<z.infer<typeof Violations>> {
  // By the debugger: the page's policy runs no script of ours.
  await page.evaluate(axe)
  const found: unknown = await page.evaluate(`window.axe.run(document, { resultTypes: ['violations'] }).then((result) =>
    result.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => html) })))`)
  return Violations.parse(found).filter(({ impact }) => impact === 'serious' || impact === 'critical')
}
