import { useEffect, useRef, useState, type DragEvent } from 'react'
import { droppedFiles, type Dropped } from '../uploads/entries.ts'
import { uploads } from '../uploads/useUploads.ts'

/** Files dragged over an area: which row they are above, and what happens when they are let go. */
export function useDropArea(
  enabled: boolean,
  isTarget: (rowId: string) => boolean,
  onDrop: (dropped: Dropped, rowId: string | null) => void,
) {
  const [over, setOver] = useState<{ rowId: string | null } | null>(null)
  const depth = useRef(0)

  // A file dropped beside the area must not replace the page.
  useEffect(() => {
    const ignore = (event: globalThis.DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      if (!event.defaultPrevented) event.dataTransfer.dropEffect = 'none'
    }
    window.addEventListener('dragover', ignore)
    window.addEventListener('drop', ignore)
    return () => {
      window.removeEventListener('dragover', ignore)
      window.removeEventListener('drop', ignore)
    }
  }, [])

  const hasFiles = (event: DragEvent) => enabled && event.dataTransfer.types.includes('Files')
  const rowUnder = (event: DragEvent): string | null => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null
    const id = row?.dataset['row']
    return id !== undefined && isTarget(id) ? id : null
  }
  const leave = () => {
    depth.current = 0
    setOver(null)
  }
  return {
    over,
    area: {
      onDragEnter: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        depth.current += 1
        const rowId = rowUnder(event)
        setOver((now) => (now?.rowId === rowId && now !== null ? now : { rowId }))
      },
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      },
      onDragLeave: (event: DragEvent) => {
        if (!hasFiles(event)) return
        depth.current -= 1
        if (depth.current <= 0) leave()
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        const rowId = rowUnder(event)
        leave()
        void droppedFiles(event.dataTransfer, (files) => uploads.found(files)).then((dropped) => onDrop(dropped, rowId))
      },
    },
  }
}
