import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import { Unshowable } from './child/report.ts'
import { runContained } from './contain.ts'
import type { Draft } from './draft.ts'

function setting(path: string, name: string, value: string): string {
  return `<item oor:path="/org.openoffice.Office.${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`
}

// No macros, no scripts, nothing fetched that a document names, be it a file of this machine or an address.
const profile = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${[
  setting('Common/Security/Scripting', 'MacroSecurityLevel', '3'),
  setting('Common/Security/Scripting', 'DisableMacrosExecution', 'true'),
  setting('Common/Security/Scripting', 'BlockUntrustedRefererLinks', 'true'),
  setting('Common/Security/Scripting', 'DisableActiveContent', 'true'),
  setting('Writer/Content/Update', 'Link', '2'),
  setting('Calc/Content/Update', 'Link', '2'),
  setting('Common/Misc', 'UseLocking', 'false'),
].join('\n')}
</oor:items>
`

/** Turns an office document into a PDF or a workbook of today's form, and gives its file. */
export async function convertOffice(
  { confinement, folder, source, signal }: Pick<Draft, 'confinement' | 'folder' | 'source' | 'signal'>,
  form: 'pdf' | 'xlsx',
): Promise<string> {
  if ((await stat(source)).size > previewLimits.officeBytes) throw new Unshowable('size')
  const user = join(folder, 'office', 'user')
  const out = join(folder, 'converted')
  await Promise.all([mkdir(user, { recursive: true }), mkdir(out, { recursive: true })])
  await writeFile(join(user, 'registrymodifications.xcu'), profile)
  const args = [
    `-env:UserInstallation=file://${join(folder, 'office')}`,
    '--headless',
    '--norestore',
    '--nolockcheck',
    '--nodefault',
    '--convert-to',
    form,
    '--outdir',
    out,
    source,
  ]
  const task = { command: 'soffice', args, folder, seconds: previewLimits.officeSeconds, usesTmp: true }
  const { code, late, stderr } = await runContained(confinement, task, signal)
  await rm(join(folder, 'office'), { recursive: true, force: true })
  if (late) throw new Unshowable('slow')
  // Its code says nothing: it ends with 0 also when it could not read the document.
  const made = join(out, `source.${form}`)
  const facts = await stat(made).catch(() => null)
  if (facts === null && code !== 0) throw new Error(`the office program ended with ${code}: ${stderr.slice(-300)}`)
  if (facts === null || facts.size === 0) throw new Unshowable('damaged')
  return made
}
