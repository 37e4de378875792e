import { argv } from 'node:process'
import { z } from 'zod'
import { showDelimited } from './delimited.ts'
import { showPicture } from './picture.ts'
import { report, Unshowable } from './report.ts'
import { showText } from './text.ts'
import { showWorkbook } from './workbook.ts'
import { lookIntoZip } from './zip.ts'

// node main.ts WHAT FILE, in a folder of its own: reads one document and writes its pages. Nothing of the appliance but
// its code is in reach of this process: see worker/preview/contain.ts.

const work = {
  picture: showPicture,
  text: (file: string) => showText(file, 'text'),
  markdown: (file: string) => showText(file, 'markdown'),
  csv: showDelimited,
  workbook: showWorkbook,
  zip: lookIntoZip,
} as const

const [what, file] = z
  .tuple([z.enum(['picture', 'text', 'markdown', 'csv', 'workbook', 'zip']), z.string().min(1)])
  .parse(argv.slice(2))
try {
  await work[what](file)
} catch (error) {
  if (!(error instanceof Unshowable)) throw error
  report({ refused: error.code })
}
