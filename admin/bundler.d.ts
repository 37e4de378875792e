// AdminJS exports this without types.
declare module 'adminjs/bundler' {
  import type { AdminJS } from 'adminjs'

  export const componentsBundler: {
    setInputOption: (name: 'input', value: string) => void
    setOutputOption: (name: 'file', value: string) => void
    createEntry: (entry: { dir: string; content: string }) => Promise<void>
    build: () => Promise<void>
  }
  export function generateUserComponentEntry(admin: AdminJS, folder: string): string
}
