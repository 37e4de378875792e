import type { Preview } from '@muniment/core/previews/schema.ts'
import { Tabs, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import classes from './previews.module.css'
import { useSheetPage } from './queries.ts'

const number = /^[-+(]?[\d.,\s]*\d[\d.,\s]*[%)]?(\s?[€$£])?$/

interface Props {
  preview: Preview
  page: number
  onPage: (page: number) => void
}

/** A page of rows, under the tabs of a workbook's sheets. */
export function SheetView({ preview, page, onPage }: Props) {
  const rows = useSheetPage(preview, page)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => scroller.current?.scrollTo({ top: 0, left: 0 }), [page])
  const sheets = preview.sheets ?? []
  const at = sheets.findLastIndex((sheet) => sheet.firstPage <= page)
  if (rows.isError && !rows.data) return <ErrorPanel error={rows.error} retry={() => void rows.refetch()} />
  return (
    <div className={classes['sheet']}>
      {sheets.length > 1 && (
        <Tabs value={String(at)} onChange={(value) => onPage(sheets[Number(value)]?.firstPage ?? 1)}>
          <Tabs.List className={classes['sheetTabs'] ?? ''} aria-label="Sheets">
            {sheets.map((sheet, index) => (
              <Tabs.Tab key={sheet.firstPage} value={String(index)}>
                <bdi>{sheet.name}</bdi>
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      <div className={classes['scroller']} ref={scroller} tabIndex={0} role="region" aria-label="Rows">
        {rows.data && rows.data.rows.length === 0 ? (
          <Text p="lg" c="dimmed">
            This sheet is empty.
          </Text>
        ) : (
          <table className={classes['cells']}>
            <thead>
              <tr>
                <th aria-label="Row" />
                {rows.data?.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.data?.rows.map((row) => (
                <tr key={row.number}>
                  <th scope="row">{row.number}</th>
                  {rows.data.columns.map((column, index) => {
                    const cell = row.cells[index] ?? ''
                    return (
                      <td key={column} data-number={number.test(cell) || undefined} dir="auto">
                        {cell}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </div>
  )
}
