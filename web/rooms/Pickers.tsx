import type { ChangeEvent, RefObject } from 'react'
import { pickedFiles, type Dropped } from '../uploads/entries.ts'

interface Props {
  place: string
  files: RefObject<HTMLInputElement | null>
  folder: RefObject<HTMLInputElement | null>
  onPick: (files: Dropped) => void
}

/** The browser's own dialogs for files and for a folder, opened by buttons elsewhere. */
export function Pickers({ place, files, folder, onPick }: Props) {
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    onPick(pickedFiles(event.currentTarget.files ?? []))
    event.currentTarget.value = ''
  }
  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={`Choose files to upload to ${place}`}
        onChange={pick}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: '' }}
        aria-label={`Choose a folder to upload to ${place}`}
        onChange={pick}
      />
    </>
  )
}
