import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Everything the browser needs comes out of `dist`; nothing is loaded from elsewhere and nothing is inlined. */
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
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // Libraries change seldom: browsers keep them over an upgrade of the app.
      output: { codeSplitting: { groups: [{ name: 'libraries', test: /node_modules/ }] } },
    },
  },
})
