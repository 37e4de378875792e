import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { house, operatorEmail, password, visitor } from '../appliance/client.ts'
import { setupLink } from '../appliance/stack.ts'
import { openChromium, picture, takeSeat, type Seat } from './chromium.ts'

let browser: Browser
let seat: Seat
beforeAll(async () => {
  browser = await openChromium()
  seat = await takeSeat(browser)
})
afterEach(({ task }) => picture(seat, task, 'olga'))
afterAll(() => browser.close())

// Without a link this is an appliance that was set up before, by a developer who drives it again.
it.skipIf(setupLink === undefined)('the installer’s link makes the first administrator, once', async () => {
  const { page, complaints } = seat
  await page.goto(setupLink ?? '')
  await page.getByLabel('Organization').fill(house)
  await page.getByLabel('Your name').fill('Olga Operator')
  await page.getByLabel('E-mail').fill(operatorEmail)
  await page.getByLabel('Password', { exact: true }).fill('too short')
  await page.getByRole('button', { name: 'Create administrator' }).click()
  await page.getByText('Use at least 12 characters').waitFor()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create administrator' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()

  const again = await takeSeat(browser)
  await again.page.goto(setupLink ?? '')
  await again.page.getByText('This link no longer works').waitFor()
  expect((await visitor().ask('/api/v1/status')).text).toContain('"setupNeeded":false')
  expect(complaints).toEqual([])
})
