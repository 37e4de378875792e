import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Everything the browser needs comes out of `dist`; nothing is loaded from elsewhere and nothing is inlined. */
const markdown =
  /node_modules\/(react-markdown|remark-|micromark|mdast-|hast-|unist-|unified|vfile|property-information|markdown-table|decode-named|character-entities|style-to-|inline-style|devlop|html-url-attributes|space-separated|comma-separated|longest-streak|zwitch|trough|bail)/

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need its own place in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 950,
    rolldownOptions: {
      // Libraries change seldom: browsers keep them over an upgrade of the app.
      output: {
        codeSplitting: {
          groups: [
            // What reads Markdown comes when there is some.
            { name: 'markdown', test: markdown, priority: 1 },
            { name: 'libraries', test: /node_modules/ },
          ],
        },
      },
    },
  },
})
