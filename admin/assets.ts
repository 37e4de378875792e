import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'
import { readSettings } from '@muniment/core/env.ts'

const { ADMIN_JS_TMP_DIR } = readSettings({
  ADMIN_JS_TMP_DIR: z.string().default(fileURLToPath(new URL('./bundle', import.meta.url))),
})

/** Where the bundle is: made by bundle.ts when the image is built, only read when the console runs. */
export const bundleFolder = pathToFileURL(`${ADMIN_JS_TMP_DIR}/`)
export const publicFolder = new URL('public/', bundleFolder)

/** The address of what is built, below the console's own. The proxy compresses it. */
export const assetsPath = '/admin/frontend/assets'

export const Manifest = z.object({
  /** In the order in which the page loads them. */
  scripts: z.array(z.string()),
  style: z.string(),
  icon: z.string(),
})
export type Manifest = z.infer<typeof Manifest>

export function readManifest(): Manifest {
  const file = new URL('manifest.json', bundleFolder)
  try {
    return Manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new Error('The console is not bundled: run `node admin/bundle.ts` first.', { cause })
  }
}
