import type { Page } from 'playwright-core'
import { cancelBulk } from '@muniment/core/bulk/cancel.ts'
import { listBulks } from '@muniment/core/bulk/queries.ts'
import { names, type ScreensWorld } from './screensWorld.ts'

export const room = (world: ScreensWorld) => `/rooms/${world.roomId}`
export const row = (page: Page, name: string) => page.getByRole('row', { name, exact: true })
export const dialogOf = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })

/** As pictures are named after them. */
export const screenNames = [
  'table',
  'selection',
  'filters',
  'nothing matches',
  'empty folder',
  'others upload',
  'details',
  'edit details',
  'versions',
  'preview',
  'make current',
  'trash',
  'delete for good',
  'room settings',
  'move',
  'tag',
  'act under way',
  'act stopped',
  'report of a stopped act',
  'uploads',
] as const

interface Screen {
  name: (typeof screenNames)[number]
  show: (page: Page) => Promise<unknown>
}

async function openMenu(page: Page, name: string, item: string): Promise<void> {
  await row(page, name)
    .getByRole('button', { name: `Actions for ${name}` })
    .click()
  await page.getByRole('menuitem', { name: item }).click()
}

async function openTable(world: ScreensWorld, page: Page): Promise<void> {
  await page.goto(room(world))
  await row(page, names.movable).waitFor()
}

/** Stops what an earlier screen left begun: every page of its person would show it. */
async function stopAll({ owner }: ScreensWorld): Promise<void> {
  const { items } = await listBulks(owner.ctx, { limit: 50 })
  for (const { id, state } of items) if (state === 'waiting') await cancelBulk(owner.ctx, id)
}

const underWay = (page: Page) => page.getByText('Deleting 0 of 2 things…')

/** Begins to delete two documents. Nobody works here: it gets no further than to be begun. */
async function beginDeleting(world: ScreensWorld, page: Page): Promise<void> {
  await stopAll(world)
  await openTable(world, page)
  for (const name of [names.movable, 'Minutes.md']) {
    await page.getByRole('checkbox', { name: `Select ${name}` }).click({ force: true })
  }
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await underWay(page).waitFor()
}

async function stopDeleting(world: ScreensWorld, page: Page): Promise<void> {
  await beginDeleting(world, page)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText('Stopped: 0 of 2 deleted.').waitFor()
}

/** Files of a name that nobody has sent yet. */
let uploaded = 0

/** How each screen of documents is come to. */
export function screensOf(world: ScreensWorld): Screen[] {
  return [
    { name: 'table', show: (page) => openTable(world, page) },
    {
      name: 'selection',
      show: async (page) => {
        await openTable(world, page)
        await page.getByRole('checkbox', { name: `Select ${names.movable}` }).click({ force: true })
        await page.getByRole('toolbar', { name: 'Selected rows' }).waitFor()
      },
    },
    {
      name: 'filters',
      show: async (page) => {
        await page.goto(`${room(world)}?tag=lease&author=me`)
        await row(page, names.lease).waitFor()
        await page.getByRole('button', { name: 'Filter', exact: true }).click()
        await page.getByText('Virus check').waitFor()
      },
    },
    {
      name: 'nothing matches',
      show: async (page) => {
        await page.goto(`${room(world)}?text=nowhere`)
        await page.getByText('Nothing matches').waitFor()
      },
    },
    {
      name: 'empty folder',
      show: async (page) => {
        await page.goto(`${room(world)}/folders/${world.emptyId}`)
        await page.getByText('Nothing here yet').waitFor()
      },
    },
    {
      name: 'others upload',
      show: async (page) => {
        await page.goto(`/rooms/${world.busyId}`)
        await page.getByText('Benjamin Featherstonehaugh-Cholmondeley is uploading 2 files').waitFor()
      },
    },
    {
      name: 'details',
      show: async (page) => {
        await page.goto(`${room(world)}?item=${world.leaseId}`)
        await page.getByText('SHA-256').waitFor()
      },
    },
    {
      name: 'edit details',
      show: async (page) => {
        await page.goto(`${room(world)}?item=${world.leaseId}`)
        await page.getByRole('button', { name: 'Edit details' }).click()
        await dialogOf(page, 'Edit details').getByLabel('Document date').waitFor()
      },
    },
    {
      name: 'versions',
      show: async (page) => {
        await page.goto(`${room(world)}?item=${world.leaseId}&tab=versions`)
        await page.getByRole('button', { name: 'Make version 1 current' }).waitFor()
      },
    },
    {
      name: 'preview',
      show: async (page) => {
        await page.goto(`/documents/${world.leaseId}?version=${world.firstVersionId}`)
        await page.getByText('This is version 1 of 2').waitFor()
        await page.getByRole('region', { name: 'Preview' }).getByRole('img').last().waitFor()
        await page.waitForLoadState('networkidle')
      },
    },
    {
      name: 'make current',
      show: async (page) => {
        await page.goto(`/documents/${world.leaseId}?version=${world.firstVersionId}`)
        await page.getByRole('button', { name: 'Make current' }).click()
        await dialogOf(page, 'Make version 1 current').waitFor()
      },
    },
    {
      name: 'trash',
      show: async (page) => {
        await page.goto('/trash')
        await page.getByText(names.trashed).waitFor()
      },
    },
    {
      name: 'delete for good',
      show: async (page) => {
        await page.goto('/trash')
        await page.getByRole('button', { name: 'Delete for good' }).first().click()
        await dialogOf(page, 'Delete for good').getByLabel('Type its name').waitFor()
      },
    },
    {
      name: 'room settings',
      show: async (page) => {
        await openTable(world, page)
        await page.getByRole('button', { name: 'More about this room' }).click()
        await page.getByRole('menuitem', { name: 'Room settings' }).click()
        await dialogOf(page, 'Room settings').getByLabel('Name').waitFor()
      },
    },
    {
      name: 'move',
      show: async (page) => {
        await openTable(world, page)
        // On a phone the last row is under the + until one scrolls to the end.
        await page
          .getByRole('grid')
          .getByRole('rowgroup')
          .last()
          .evaluate((rows) => rows.scrollTo(0, rows.scrollHeight))
        await openMenu(page, names.movable, 'Move…')
        await dialogOf(page, `Move ${names.movable}`).getByRole('button', { name: names.empty }).click()
        await page.getByText('The same people see it there.').waitFor()
      },
    },
    {
      name: 'tag',
      show: async (page) => {
        await openTable(world, page)
        await page.getByRole('checkbox', { name: `Select ${names.movable}` }).click({ force: true })
        await page.getByRole('button', { name: 'Tag', exact: true }).click()
        await dialogOf(page, `Tag ${names.movable}`).getByLabel('Tags to add').fill('surv')
      },
    },
    {
      name: 'act under way',
      show: async (page) => {
        const elsewhere = await page.context().newPage()
        await openTable(world, elsewhere)
        await beginDeleting(world, page)
        // What goes on is shown to whoever comes back to it, too, and where else they are.
        await page.reload()
        await Promise.all([underWay(page).waitFor(), underWay(elsewhere).waitFor()])
        await elsewhere.close()
      },
    },
    { name: 'act stopped', show: (page) => stopDeleting(world, page) },
    {
      name: 'report of a stopped act',
      show: async (page) => {
        await stopDeleting(world, page)
        await page.getByRole('button', { name: 'Report', exact: true }).click()
        await dialogOf(page, 'What was done').getByText('2 things were left as they were.').waitFor()
      },
    },
    {
      name: 'uploads',
      show: async (page) => {
        await openTable(world, page)
        await page.getByLabel(`Choose files to upload to ${names.room}`).setInputFiles(
          ['Deed of transfer.pdf', 'Energy label.pdf', 'Floor plan, second floor, west wing.dwg'].map((name) => ({
            name: `${++uploaded} ${name}`,
            mimeType: 'application/octet-stream',
            buffer: Buffer.from(`${name} ${uploaded}`),
          })),
        )
        await page.getByRole('region', { name: 'Uploads' }).getByText('Checking').first().waitFor()
      },
    },
  ]
}
