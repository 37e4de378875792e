import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { describeApi } from './openapi.ts'
import { routes } from './routes.ts'

// Prints the OpenAPI document of these sources: `npm run openapi` keeps it in docs/openapi.json.
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
process.stdout.write(`${JSON.stringify(describeApi(routes, version), null, 2)}\n`)
