// The package brings no types; only what clamd.ts uses is here. `_initSocket` is not public, so the version is pinned.
declare module 'clamscan' {
  import type { Socket } from 'node:net'
  import type { Readable } from 'node:stream'

  interface Options {
    preference?: string
    clamscan?: { active: boolean; path: string }
    clamdscan?: {
      host: string
      port: number
      timeout: number
      localFallback: boolean
      bypassTest: boolean
      path: string
      active: boolean
    }
  }

  interface ScanResult {
    isInfected: boolean | null
    viruses: string[]
    resultString: string
  }

  export default class NodeClam {
    init(options: Options): Promise<NodeClam>
    scanStream(stream: Readable): Promise<ScanResult>
    _initSocket(label?: string): Promise<Socket>
  }
}
