import { RequestError } from '@openwith/connector-core/browser'
import { describe, expect, it } from 'vitest'
import { errorSentences } from '../../error-sentences.ts'
import { textsFor } from '../translations/text.ts'
import { messageOf, sentenceOf } from './error-message.ts'

const wording = (locale: string) => ({ text: textsFor(locale), errors: errorSentences(locale) })
const taken = new RequestError('name_taken', 409, 'Ghost has a file named a.docx in this folder already.')

describe('an error that somebody reads', () => {
  it('is the server’s own sentence in English', () => {
    expect(messageOf(wording('en-GB'), taken)).toBe(taken.message)
    expect(messageOf(wording('en'), new Error(''))).toBe(textsFor('en')('failed'))
  })

  it('is a sentence for its code in other languages, with what the server said below', () => {
    const [sentence, said] = messageOf(wording('de'), taken).split('\n')
    expect(sentence).toMatch(/Name/)
    expect(sentence).toMatch(/\.$/)
    expect(said).toBe(taken.message)
    for (const locale of ['de', 'fr', 'es'])
      expect(sentenceOf(wording(locale), { code: 'never_heard_of', message: 'Odd.' })).toBe(
        `${errorSentences(locale)?.['']}\nOdd.`,
      )
  })

  it('is as the server has it where it is in the person’s language already', () => {
    const invalid = new RequestError('bad_request', 422, 'Zwei Angaben fehlen.', {
      detail: { errors: [{ field: 'secret', message: 'Fehlt.' }] },
    })
    expect(messageOf(wording('de'), invalid)).toBe('Zwei Angaben fehlen.')
  })
})
