import type { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import { Unshowable } from './report.ts'

export interface XmlReader {
  /** Names come without their prefix. */
  open?: (name: string, attributes: Readonly<Record<string, string | undefined>>) => void
  text?: (text: string) => void
  close?: (name: string) => void
  /** After each piece that was read: the moment to write. Gives false when nothing more is wanted. */
  pause?: () => Promise<boolean>
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Reads XML as it comes. Entities of its own are an error here, and nothing is ever fetched. */
export async function readXml(stream: Readable, reader: XmlReader): Promise<void> {
  const parser = new SaxesParser()
  parser.on('error', () => {
    throw new Unshowable('damaged')
  })
  parser.on('opentag', ({ name, attributes }) => {
    const plain: Record<string, string> = {}
    for (const [key, value] of Object.entries(attributes)) plain[local(key)] = value
    reader.open?.(local(name), plain)
  })
  parser.on('text', (text) => reader.text?.(text))
  parser.on('cdata', (text) => reader.text?.(text))
  parser.on('closetag', ({ name }) => reader.close?.(local(name)))
  stream.setEncoding('utf8')
  for await (const piece of stream) {
    parser.write(String(piece))
    if ((await reader.pause?.()) === false) return
  }
  parser.close()
}
