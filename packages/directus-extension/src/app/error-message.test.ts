import { expect, it } from 'vitest'
import { errorMessage } from './error-message.ts'

const reason = { code: 'forbidden', message: 'Directus does not allow this for Plan.docx. Ask for the permission.' }

it('says what went wrong in the language of the person, with the server’s sentence below', () => {
  expect(errorMessage(reason, 'de-DE')).toEqual({
    sentence: expect.stringMatching(/^Das dürfen Sie nicht\. \S/),
    detail: reason.message,
  })
  expect(errorMessage(reason, 'fr-FR').sentence).not.toBe(errorMessage(reason, 'es-ES').sentence)
  expect(errorMessage({ code: 'settings_invalid', message: '' }, 'de-DE')).toEqual({
    sentence: expect.stringContaining('Etwas ist schiefgegangen'),
  })
})

it('leaves the server’s sentence, which says more, to those who read English', () => {
  expect(errorMessage(reason, 'en-GB')).toEqual({ sentence: reason.message })
})
