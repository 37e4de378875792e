/** Both as the server wants them (core/accounts/avatar.ts). */
const side = 128
const mostBytes = 65_536

/** What somebody may choose; it is made small here. */
export const chosenAtMost = 1_000_000
export const chosenTypes = 'image/png,image/jpeg,image/webp'

/** The middle of a picture as a square of 128 pixels, in base64. Throws an error for people where that fails. */
export async function squareOf(file: File): Promise<string> {
  if (file.size > chosenAtMost) throw new Error('This picture is larger than 1 MB. Choose a smaller one.')
  if (!chosenTypes.split(',').includes(file.type)) throw new Error('Choose a PNG, JPEG or WebP picture.')
  const image = await createImageBitmap(file).catch(() => {
    throw new Error('This picture could not be read. Choose another one.')
  })
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser cannot make the picture small. Use another browser.')
  const edge = Math.min(image.width, image.height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, (image.width - edge) / 2, (image.height - edge) / 2, edge, edge, 0, 0, side, side)
  image.close()
  // See-through places would be black in a JPEG.
  const small = await blobOf(canvas, 'image/png')
  const blob = small.size <= mostBytes ? small : await blobOf(canvas, 'image/jpeg')
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null) =>
      blob === null ? reject(new Error('This picture could not be made small. Choose another one.')) : resolve(blob)
    canvas.toBlob(done, type, 0.85)
  })
}
