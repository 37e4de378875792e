import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import chardet from 'chardet'

const sampleBytes = 64 * 1024

/** The characters a text is written in, told by its marks, by whether it is UTF-8, and else by its look. */
async function encodingOf(file: string): Promise<string> {
  const handle = await open(file)
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(sampleBytes), length: sampleBytes })
  await handle.close()
  const sample = buffer.subarray(0, bytesRead)
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  try {
    // As a stream: the last letter of the sample may be cut.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true })
    return 'utf-8'
  } catch {
    return chardet.detect(sample) ?? 'windows-1252'
  }
}

function decoderFor(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding)
  } catch {
    return new TextDecoder('windows-1252')
  }
}

/** The text of a file, piece by piece; what is no letter in its encoding becomes a question mark of Unicode's. */
export async function* decoded(file: string): AsyncGenerator<string> {
  const decoder = decoderFor(await encodingOf(file))
  for await (const chunk of createReadStream(file, { highWaterMark: sampleBytes })) {
    if (Buffer.isBuffer(chunk)) yield decoder.decode(chunk, { stream: true }).replaceAll('\0', '\ufffd')
  }
  yield decoder.decode()
}
