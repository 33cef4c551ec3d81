import type { FrameLocator, Page } from 'playwright-core'

/** The frame of the development server's editor, in a page or frame that has it directly. */
export const editorOf = (page: Page | FrameLocator): FrameLocator => page.frameLocator('iframe[name=frameEditor]')

/** Types behind the first text, or into the first cell, and waits until the editor's server has it: whoever closes then loses nothing. */
export async function typeAtEnd(editor: FrameLocator, kind: string, text: string): Promise<void> {
  await typeText(editor, kind, text)
  await untilTaken(editor)
}

async function typeText(editor: FrameLocator, kind: string, text: string): Promise<void> {
  if (kind === 'xlsx') {
    const cell = editor.getByRole('gridcell').first()
    await cell.dblclick()
    await cell.press('End')
    await cell.pressSequentially(text)
    await cell.press('Enter')
    return
  }
  const block = editor.getByRole('textbox').first()
  await block.click()
  await block.press('End')
  await block.pressSequentially(text)
}

/** Waits until the editor's server has all that was typed. */
export async function untilTaken(editor: FrameLocator): Promise<void> {
  await editor.getByTestId('status').getByText('All changes are stored', { exact: true }).waitFor()
}
