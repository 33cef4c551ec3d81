import { describe, expect, it } from 'vitest'
import { allowedKinds, type Kind } from './kinds.ts'

const all = (['docx', 'xlsx', 'pptx', 'pdf'] as const).map((kind): Kind => ({ kind, extension: kind, label: kind }))
const offered = (allowed: string[] | undefined) => allowedKinds(all, allowed).map(({ kind }) => kind)

describe('the kinds of new documents that a collection takes', () => {
  it('are all where it takes every file', () => {
    expect(offered(undefined)).toEqual(['docx', 'xlsx', 'pptx', 'pdf'])
    expect(offered([])).toEqual(['docx', 'xlsx', 'pptx', 'pdf'])
  })

  it('are those that its mimeTypes name, by an asterisk or in full', () => {
    expect(offered(['image/*', 'application/pdf'])).toEqual(['pdf'])
    expect(offered(['application/*'])).toEqual(['docx', 'xlsx', 'pptx', 'pdf'])
    expect(offered(['application/vnd.openxmlformats-officedocument.*'])).toEqual(['docx', 'xlsx', 'pptx'])
    expect(offered(['image/*'])).toEqual([])
  })
})
