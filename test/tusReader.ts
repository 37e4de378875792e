import type { Reader } from './tusClients.ts'

/** Lets Node's client read a Blob, as the one in a browser does. */
export const nodeReader: Reader = {
  openFile: async (input: Blob) => ({
    size: input.size,
    slice: async (start: number, end: number) => {
      const part = Buffer.from(await input.slice(start, end).arrayBuffer())
      return { value: Object.assign(part, { size: part.length }), done: end >= input.size }
    },
    close: () => undefined,
  }),
}
