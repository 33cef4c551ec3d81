import type { FrameLocator, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Puts a picture of the CMS into the open document, as a person does: the editor's menu, the dialog over it, the picture in the text. `page` holds the dialog. */
export async function pickPicture(
  page: Page | FrameLocator,
  editor: FrameLocator,
  name: string,
  look: (dialog: Locator) => Promise<void> = async () => {},
): Promise<void> {
  await editor.getByLabel('More actions').click()
  await editor.getByRole('menuitem', { name: 'Picture from storage' }).click()
  const dialog = page.getByRole('dialog', { name: 'Insert a picture' })
  await dialog.getByRole('searchbox').fill(name.replace(/\.\w+$/, ''))
  const choice = dialog.getByRole('option').filter({ hasText: name })
  await choice.waitFor()
  // The preview comes from the CMS, too.
  await expect.poll(() => isDrawn(choice.locator('img'))).toBe(true)
  await choice.click()
  await look(dialog)
  await dialog.getByRole('button', { name: 'Insert' }).click()
  await dialog.waitFor({ state: 'detached' })
  const picture = editor.getByRole('img', { name })
  await picture.waitFor()
  await expect.poll(() => isDrawn(picture)).toBe(true)
}

const isDrawn = (picture: Locator): Promise<boolean> =>
  picture.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0)
