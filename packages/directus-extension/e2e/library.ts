import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { DirectusApp } from '../../../examples/directus/app.mts'
import { picture } from './browser.ts'

/** Makes our layout the one that the file library starts with for everybody, as the button in the settings does. */
export async function startLibraryWithLayout(app: DirectusApp): Promise<void> {
  const layout = 'openwith-layout'
  await app.api('POST', '/presets', { collection: 'directus_files', layout, user: null, role: null })
}

/** A collection whose items have a file. Answers the id of an item with this one. */
export async function addArticle(
  app: DirectusApp,
  title: string,
  attachment: string,
  collection = 'articles',
): Promise<number> {
  const id = {
    field: 'id',
    type: 'integer',
    meta: { hidden: true },
    schema: { is_primary_key: true, has_auto_increment: true },
  }
  await app.api('POST', '/collections', {
    collection,
    schema: {},
    meta: {},
    fields: [
      id,
      { field: 'title', type: 'string', meta: { interface: 'input' } },
      { field: 'attachment', type: 'uuid', meta: { interface: 'file', special: ['file'] } },
    ],
  })
  await app.api('POST', '/relations', {
    collection,
    field: 'attachment',
    related_collection: 'directus_files',
  })
  return (await app.api<{ data: { id: number } }>('POST', `/items/${collection}`, { title, attachment })).data.id
}

/** Shows the library as cards. */
export async function showCards(page: Page): Promise<void> {
  await page.getByText('Layout Options').click()
  await choose(page, page.getByLabel('View', { exact: true }), 'Cards')
}

/** A choice in one of the app's selects, by the keyboard: the app keeps the mouse away from its input. */
export async function choose(page: Page, select: Locator, choice: string): Promise<void> {
  await select.press('Enter')
  await page.getByRole('button', { name: choice, exact: true }).click()
}

/** In the dialog that asks for one; PDF is chosen at first. */
export async function chooseFormat(page: Page, format: string, path?: string): Promise<void> {
  const select = page.locator('#dialog-outlet').getByLabel('Format', { exact: true })
  await expect.poll(() => select.inputValue()).toBe('PDF')
  if (path !== undefined) await picture(page, path)
  await choose(page, select, format)
}
