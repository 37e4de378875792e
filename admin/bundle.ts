import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AdminJS } from 'adminjs'
import { componentsBundler, generateUserComponentEntry } from 'adminjs/bundler'
import { bundleFolder, publicFolder, type Manifest } from './assets.ts'
import { componentLoader } from './components.ts'

// Makes everything that the console's pages load, once, when the image is built. Names carry the content's hash, so
// that browsers may keep them for ever.

const folder = fileURLToPath(bundleFolder)

async function bundleComponents(): Promise<string> {
  const entry = `${folder}entry.js`
  const output = `${folder}components.js`
  componentsBundler.setInputOption('input', entry)
  componentsBundler.setOutputOption('file', output)
  await componentsBundler.createEntry({
    dir: folder,
    content: generateUserComponentEntry(new AdminJS({ componentLoader }), folder),
  })
  await componentsBundler.build()
  return readFileSync(output, 'utf8')
}

function publish(name: string, content: string | Buffer): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const extension = extname(name)
  const file = `${name.slice(0, -extension.length)}.${hash}${extension}`
  writeFileSync(new URL(file, publicFolder), content)
  return file
}

function browserScript(name: string): string {
  return stripTypeScriptTypes(readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8'))
}

rmSync(bundleFolder, { recursive: true, force: true })
mkdirSync(publicFolder, { recursive: true })

const adminjs = createRequire(import.meta.resolve('adminjs'))
const scripts = new URL('lib/frontend/assets/scripts/', import.meta.resolve('adminjs'))
const designSystem = new URL('../bundle.production.js', `file://${adminjs.resolve('@adminjs/design-system')}`)

const manifest: Manifest = {
  scripts: [
    publish('start.js', browserScript('start.ts')),
    publish('global.js', readFileSync(new URL('global-bundle.production.js', scripts))),
    publish('design-system.js', readFileSync(designSystem)),
    publish('app.js', readFileSync(new URL('app-bundle.production.js', scripts))),
    publish('components.js', await bundleComponents()),
    publish('names.js', browserScript('names.ts')),
    publish('mount.js', browserScript('mount.ts')),
  ],
  style: publish('console.css', readFileSync(new URL('browser/console.css', import.meta.url))),
  icon: publish('icon.svg', readFileSync(new URL('browser/icon.svg', import.meta.url))),
}
writeFileSync(new URL('manifest.json', bundleFolder), `${JSON.stringify(manifest, null, 2)}\n`)
