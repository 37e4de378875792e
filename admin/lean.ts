import { registerHooks } from 'node:module'

// AdminJS brings its browser side (React, an editor, a calendar) and its bundler (Rollup, Babel) into the process that
// only answers requests: 90 MB and half of the time to start. Bundling is done when the image is built, pages are put
// together in the browser: what stands for them here are the few names that its server side uses.
const replacements: [ending: string, source: string][] = [
  ['/adminjs/lib/backend/bundler/components.bundler.js', 'export default {}'],
  ['/adminjs/lib/frontend/index.js', 'export {}'],
  [
    '/@adminjs/design-system/build/index.js',
    `export { combineStyles } from './utils/combine-styles.js'
     export { DEFAULT_DRAWER_WIDTH } from './constants.js'`,
  ],
]

registerHooks({
  load: (url, context, nextLoad) => {
    const replacement = replacements.find(([ending]) => url.endsWith(ending))
    if (replacement === undefined) return nextLoad(url, context)
    return { format: 'module', shortCircuit: true, source: replacement[1] }
  },
})
