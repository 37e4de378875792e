import sharp from 'sharp'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import { pageFile, report, thumbnailFile, Unshowable } from './report.ts'

// Only readers that are made for pictures from strangers; the others stay shut whatever the bytes say.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadTiff',
    'VipsForeignLoadHeif',
  ],
})
sharp.concurrency(1)
sharp.cache(false)

/**
 * Draws a picture anew, upright and in sRGB, without what cameras and programs wrote into it. Each picture of a scanned
 * TIFF is a page; of an animation only the first is shown.
 */
export async function showPicture(file: string): Promise<void> {
  const options = { limitInputPixels: previewLimits.pixels, failOn: 'truncated' } as const
  const facts = await sharp(file, options)
    .metadata()
    .catch((error: unknown) => {
      throw isTooLarge(error) ? new Unshowable('pixels') : new Unshowable('damaged')
    })
  if (facts.width * facts.height > previewLimits.pixels) throw new Unshowable('pixels')
  const count = facts.format === 'tiff' ? (facts.pages ?? 1) : 1
  const pages = Math.min(count, previewLimits.pages)
  let drawn = 0
  for (let page = 1; page <= pages; page++) {
    const size = await draw(page).catch((error: unknown) => {
      if (isTooLarge(error) && pages === 1) throw new Unshowable('pixels')
      return null
    })
    if (size !== null) drawn += 1
    report({ page, size })
  }
  if (drawn === 0) throw new Unshowable('damaged')
  report({ end: { truncated: count > pages, sheets: null } })

  async function draw(page: number): Promise<[number, number]> {
    const { pictureSide, thumbnailSide } = previewLimits
    const fit = { fit: 'inside', withoutEnlargement: true } as const
    const whole = sharp(file, { ...options, ...(count > 1 && { page: page - 1 }) }).autoOrient()
    const { width, height } = await whole
      .resize(pictureSide, pictureSide, fit)
      .webp({ quality: 82, effort: 2 })
      .toFile(pageFile(page))
    await sharp(pageFile(page))
      .resize(thumbnailSide, thumbnailSide, fit)
      .webp({ quality: 75 })
      .toFile(thumbnailFile(page))
    return [width, height]
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && /pixel limit|too large|exceeds/i.test(error.message)
}
