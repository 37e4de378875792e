import './lean.ts'

// Not imported at the top: what lean.ts leaves out is decided before anything of AdminJS is loaded.
const { serve } = await import('./serve.ts')
await serve()
