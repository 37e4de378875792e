import { z } from 'zod'
import type { Maker } from './make.ts'
import { runReader } from './reader.ts'
import { runContained } from './contain.ts'
import type { Draft } from './draft.ts'

const seconds = 30
const MediaType = z.string().regex(/^[a-z]+\/[\w.+-]{1,120}$/)

/** Which kind of thing the bytes are, whatever their name says. */
export async function identify(draft: Pick<Draft, 'confinement' | 'folder' | 'source' | 'signal'>): Promise<string> {
  const { confinement, folder, source, signal } = draft
  const args = ['--brief', '--mime-type', '--no-pad', '--', source]
  const { code, stdout } = await runContained(confinement, { command: 'file', args, folder, seconds }, signal)
  const said = MediaType.safeParse(stdout.trim())
  const type = code === 0 && said.success ? said.data : 'application/octet-stream'
  // libmagic goes by what comes first in a zip, and writers of office documents differ in that.
  if (type !== 'application/zip' && type !== 'application/octet-stream') return type
  let found = type
  await runReader(draft, 'zip', { seconds, onFound: (name) => (found = MediaType.catch(type).parse(name)) })
  return found === 'application/zip' ? type : found
}

const office =
  /^application\/(msword|rtf|vnd\.ms-powerpoint|vnd\.oasis\.opendocument\.(text|presentation|graphics)(-template)?|vnd\.openxmlformats-officedocument\.(wordprocessingml\.(document|template)|presentationml\.(presentation|slideshow|template)))$|^text\/rtf$/
const workbooks =
  /^application\/(vnd\.ms-excel|vnd\.oasis\.opendocument\.spreadsheet(-template)?|vnd\.openxmlformats-officedocument\.spreadsheetml\.(sheet|template))$/
const pictures = /^image\/(jpeg|png|gif|webp|tiff|avif)$/
const texts =
  /^(text\/[\w.+-]+|message\/rfc822|image\/svg\+xml|application\/(json|x-ndjson|xml|javascript|ecmascript|x-(sh|shellscript|perl|ruby|php|wine-extension-ini|yaml|subrip|tex)|yaml|toml|sql|pgp-keys|x-pem-file))$/

export type Way = Maker | 'password' | 'empty' | 'kind'

/**
 * How something of this type is shown. Among texts, which are all the same to look at, the name decides between plain
 * letters, Markdown and rows; what a browser could run or draw by itself is a text like any other.
 */
export function wayOf(mediaType: string, name: string): Way {
  if (mediaType === 'application/pdf') return 'pdf'
  if (office.test(mediaType)) return 'office'
  if (workbooks.test(mediaType)) return 'workbook'
  if (pictures.test(mediaType)) return 'picture'
  if (mediaType === 'application/encrypted') return 'password'
  if (mediaType === 'inode/x-empty' || mediaType === 'application/x-empty') return 'empty'
  if (!texts.test(mediaType)) return 'kind'
  if (/\.(md|markdown)$/i.test(name)) return 'markdown'
  return /\.(csv|tsv)$/i.test(name) || mediaType === 'text/csv' ? 'csv' : 'text'
}
