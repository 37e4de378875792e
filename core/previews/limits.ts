const mebibyte = 2 ** 20

/**
 * What a preview may cost. A document beyond them is shown in part, or not, with the reason; it is never refused for it.
 */
export const previewLimits = {
  /** Nobody reads on from here in a browser, and 2,000 pages are some 600 MB in storage. */
  pages: 2000,
  /** The bytes are copied to the worker's disk first, and two documents are worked on at once. */
  sourceBytes: 500_000_000,
  /** An office program needs about ten times its file in memory. */
  officeBytes: 60_000_000,
  /** 100 megapixels: any camera and most scanners, but not a bomb of 50,000 × 50,000. */
  pixels: 100_000_000,
  /** Sharp at twice the width of a laptop's page column, and about 300 kB as JPEG. */
  pageWidth: 1400,
  /** The same area for a page that is higher than three times its width, such as a receipt. */
  pageHeight: 4200,
  /** Pictures are looked at closer than pages are. */
  pictureSide: 2800,
  thumbnailSide: 240,
  /** What a browser draws at once without a pause. */
  textBytes: 64 * 1024,
  /** Markdown is cut between blocks, so it gets more room before a block is cut in two. */
  markdownBytes: 128 * 1024,
  sheetRows: 200,
  /** A page of rows ends here too, however few they are. */
  sheetBytes: 256 * 1024,
  sheetColumns: 500,
  sheets: 100,
  cellLetters: 1000,
  /** A child's own memory. The largest real documents tried took half of it. */
  memory: 1024 * mebibyte,
  /** Any one file that a child writes: a document that unpacks to more is none that can be shown. */
  fileBytes: 512 * mebibyte,
  /** One page that needs longer is left out, and the next one drawn. */
  pageSeconds: 20,
  /** Office programs take seconds for a letter and a minute or two for a book. */
  officeSeconds: 180,
  /** A whole document. What was made by then is shown. */
  totalSeconds: 15 * 60,
} as const
