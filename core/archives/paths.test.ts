import { expect, it } from 'vitest'
import { createPaths } from './paths.ts'

it('paths are never the same twice, whatever the capital letters', () => {
  const paths = createPaths()
  expect(paths.add('', 'Report.pdf')).toBe('Report.pdf')
  expect(paths.add('', 'report.PDF')).toBe('report (2).PDF')
  expect(paths.add('', 'Report (2).pdf')).toBe('Report (2) (2).pdf')
  expect(paths.add('', 'report.pdf')).toBe('report (3).pdf')
  expect(paths.add('a/', 'Report.pdf')).toBe('a/Report.pdf')
  expect(paths.add('', '.profile')).toBe('.profile')
  expect(paths.add('', '.profile')).toBe('.profile (2)')
})

it('names are changed where some file system would refuse them', () => {
  const paths = createPaths()
  expect(paths.add('', 'Q1: what? "this"|*')).toBe('Q1_ what_ _this___')
  expect(paths.add('', 'aux.txt')).toBe('_aux.txt')
  expect(paths.add('', 'ends with dots...')).toBe('ends with dots_')
  expect(paths.add('', 'Übersicht 📁.pdf')).toBe('Übersicht 📁.pdf')
})
