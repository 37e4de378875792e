import {
  addPages,
  beginPreview,
  finishPreview,
  type PreviewPlan,
  type PreviewProgress,
} from '@muniment/core/previews/progress.ts'
import type { SystemContext } from '@muniment/core/context.ts'
import { pageKey, pageTypes, thumbnailKey } from '@muniment/core/previews/objects.ts'
import type { PageSize, PreviewKind, SheetFacts } from '@muniment/core/previews/table.ts'
import type { Storage } from '@muniment/core/storage.ts'
import type { Confinement } from './contain.ts'

/** What a page is, as it is stored; null where it could not be drawn. */
export type MadePage = { content: Buffer; thumbnail: Buffer | null; size: PageSize } | null

/** Another worker has gone on with the preview, or there is nothing to make any more: this one is to stop. */
export class NotOurs extends Error {
  constructor() {
    super("the preview is made by another worker, or isn't wanted any more")
    this.name = 'NotOurs'
  }
}

export interface DraftOptions {
  ctx: SystemContext
  storage: Storage
  confinement: Confinement
  versionId: string
  mediaType: string
  folder: string
  source: string
  signal: AbortSignal
}

/** A preview in the making: pages go to storage in their order and are told of as soon as they are there. */
export class Draft {
  readonly confinement: Confinement
  readonly folder: string
  /** The document's bytes, a file in `folder`. */
  readonly source: string
  readonly signal: AbortSignal
  readonly #options: DraftOptions
  #progress: PreviewProgress | null = null
  #kind: PreviewKind = 'pages'
  #shown = 0

  constructor(options: DraftOptions) {
    this.#options = options
    this.confinement = options.confinement
    this.folder = options.folder
    this.source = options.source
    this.signal = options.signal
  }

  /** How many pages are there; makers go on behind them. */
  get made(): number {
    return this.#progress?.made ?? 0
  }

  /** Whether any page could be drawn. */
  get hasShown(): boolean {
    return this.#shown > 0
  }

  async begin(plan: Omit<PreviewPlan, 'mediaType'>): Promise<void> {
    const { ctx, versionId, mediaType } = this.#options
    this.#progress = await beginPreview(ctx, versionId, { ...plan, mediaType })
    if (this.#progress === null) throw new NotOurs()
    this.#kind = plan.kind
    this.#shown = this.#progress.made
  }

  async add(pages: readonly MadePage[]): Promise<void> {
    const { ctx, storage, versionId, signal } = this.#options
    const progress = this.#progress
    if (progress === null || pages.length === 0) return
    const contentType = pageTypes[this.#kind]
    for (const [at, page] of pages.entries()) {
      if (page === null) continue
      const number = progress.made + at + 1
      await storage.put('derived', pageKey(versionId, number), page.content, { contentType, signal })
      if (page.thumbnail === null) continue
      await storage.put('derived', thumbnailKey(versionId, number), page.thumbnail, { contentType, signal })
    }
    const drawn = this.#kind === 'pages' || this.#kind === 'picture'
    const sizes = drawn ? pages.map((page) => page?.size ?? null) : null
    if (!(await addPages(ctx, versionId, progress, pages.length, sizes))) throw new NotOurs()
    this.#progress = { ...progress, made: progress.made + pages.length }
    this.#shown += pages.filter((page) => page !== null).length
  }

  async finish(outcome: { truncated: boolean; sheets?: readonly SheetFacts[] | null }): Promise<void> {
    const { ctx, versionId } = this.#options
    if (this.#progress === null) throw new NotOurs()
    await finishPreview(ctx, versionId, this.#progress, {
      truncated: outcome.truncated,
      sheets: outcome.sheets ?? null,
    })
  }
}
