import { prepareTemplate } from './database.ts'

export async function setup(): Promise<void> {
  await prepareTemplate()
}
