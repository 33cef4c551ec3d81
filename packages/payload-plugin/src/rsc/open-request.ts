/** `?editor=wopi&mode=view` of our pages. */
export function openRequest(search: Record<string, string | string[] | undefined> | undefined): {
  editor: string | undefined
  mode: 'edit' | 'view'
} {
  const editor = search?.editor
  return {
    editor: typeof editor === 'string' && editor !== '' ? editor : undefined,
    mode: search?.mode === 'view' ? 'view' : 'edit',
  }
}
