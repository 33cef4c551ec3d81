import { errors } from 'undici'
import { describe, expect, it } from 'vitest'
import { toNetworkError } from '../document-server/network-error.ts'
import { ConnectorError, type ErrorCode } from '../errors.ts'
import { checkSpeaker, checkTexts } from './check-speaker.ts'
import { clientSentence } from './client-fault.ts'
import { type SentenceKey, say } from './sentence.ts'
import { sentences, titles } from './texts/en.ts'

const languages = Object.entries(checkTexts)

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort()
}

/** Error codes of Node and undici, one for each reason. */
const networkCodes = [
  ['ENOTFOUND', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'unroutable'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'answer_timeout'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_untrusted'],
  ['CERT_HAS_EXPIRED', 'tls_expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_host'],
  ['EPROTO', 'tls_protocol'],
  ['HPE_INVALID_CONSTANT', 'not_http'],
  ['ECONNRESET', 'broken'],
  ['', 'broken'],
] as const

const address = 'http://docs.test:8080'
const setting = 'documentServerUrl'
const otherFaults: [ErrorCode, Record<string, unknown>, string | null][] = [
  ['document_server_answer', { address, setting, redirect: 'https://docs.test' }, 'redirected'],
  ['document_server_answer', { address, setting, status: 0 }, 'notDocumentServer'],
  ['document_server_answer', { address, setting, status: 404 }, 'noServices'],
  ['document_server_answer', { address, setting, status: 403 }, 'addressRefused'],
  ['document_server_answer', { address, setting, status: 502 }, 'serverStatus'],
  ['document_server_answer', { address, setting, status: 418 }, 'otherStatus'],
  ['download_incomplete', { address, setting, status: 403 }, 'linkRefused'],
  ['download_incomplete', { address, setting, status: 404 }, 'linkUnknown'],
  ['download_incomplete', { address, setting, status: 410 }, 'linkExpired'],
  ['download_incomplete', { address, received: 7 }, 'cutShort'],
  ['too_large', { maxBytes: 5, setting: 'maxDocumentBytes' }, 'tooLarge'],
  ['document_server_token', { command: 'version', commandError: 7 }, 'tokenExpired'],
  ['command_failed', { command: 'version', commandError: 3 }, 'commandFailed'],
  ['settings_invalid', { setting: 'caBundle' }, 'certificatesUnreadable'],
  ['document_server_answer', { address, setting }, null],
  ['document_server_timeout', { address, setting: 'downloadTimeoutSeconds', reason: 'answer_timeout' }, null],
  ['internal', {}, null],
]

describe.each(languages)('the connection check in %s', (language, texts) => {
  const speaker = checkSpeaker(language)

  it('has a title of its own for each step, and no empty text', () => {
    for (const [id, title] of Object.entries(texts.titles)) expect(title).not.toBe(titles[id as keyof typeof titles])
    for (const part of [texts.titles, texts.sentences, texts.faults])
      for (const [key, text] of Object.entries(part)) expect(text.trim(), key).not.toBe('')
  })

  it('has the placeholders of the English sentences', () => {
    expect(Object.keys(texts.sentences).sort()).toEqual(Object.keys(sentences).sort())
    for (const [key, text] of Object.entries(texts.sentences))
      expect(placeholders(text), key).toEqual(placeholders(sentences[key as SentenceKey]))
    expect(placeholders(texts.setting)).toEqual(['label'])
  })

  it('keeps the names that people have to type, and ends where English ends', () => {
    const fixed =
      /[A-Z]+_[A-Z_]+|[a-zA-Z]+\.[a-zA-Z]+(?:\.[a-zA-Z]+)*|X-[\w-]+|ipfilter|server_name|CERTIFICATE|\(\d+\)/g
    for (const [key, text] of Object.entries(texts.sentences)) {
      const english = sentences[key as SentenceKey]
      expect(text.match(fixed)?.sort() ?? [], key).toEqual(english.match(fixed)?.sort() ?? [])
      expect(text.endsWith('.'), key).toBe(english.endsWith('.'))
    }
  })

  it('calls settings by their labels', () => {
    const said = speaker.say(say('secretWrong', { host: 'docs.test' }))
    expect(said).toContain(
      texts.setting.replace('{label}', { de: 'Geheimnis', es: 'Secreto', fr: 'Secret' }[language]!),
    )
    expect(said).toContain('docs.test')
    const wopi = speaker.say(say('notWopi', { host: 'office.test', setting: { setting: 'wopi2.internalUrl' } }))
    expect(wopi).toContain('WOPI')
    expect(wopi).not.toMatch(/wopi2|\{/)
  })

  it('says an error of the HTTP client, whatever its reason', () => {
    for (const [code, reason] of networkCodes) {
      const cause = Object.assign(new Error('lost'), code === '' ? {} : { code })
      const error = toNetworkError(cause, address, setting)
      const sentence = clientSentence(error)
      expect(sentence.fault, code).toBe(reason)
      const said = speaker.say(sentence)
      expect(said, code).toContain('docs.test:8080')
      expect(said, code).not.toMatch(/\{|http:\/\//)
      const english = checkSpeaker('en').say(sentence)
      const settings = /\b(?:documentServerUrl|caBundle)\b/g
      expect(english.replace(/“[^”]+”/g, '…')).toBe(error.message.replace(settings, '…'))
      expect(english).not.toMatch(settings)
    }
  })

  it.each(otherFaults)('says %s with %j as its fault, or in the words of the error', (code, detail, fault) => {
    const error = new ConnectorError(code, 'The words of the client.', { detail })
    const sentence = clientSentence(error)
    expect(sentence.fault).toBe(fault)
    const said = speaker.say(sentence)
    expect(said).not.toContain('{')
    expect(said === error.message).toBe(fault === null)
  })

  it('takes nothing that a server says for a placeholder', () => {
    const said = speaker.say(say('callbackRedirected', { host: '{secret}', to: '{to} $&' }))
    expect(said).toContain('{secret}')
    expect(said).toContain('{to} $&')
  })
})

describe('the faults of the HTTP client', () => {
  it('have the same placeholders in every language, each a sentence', () => {
    const [first, ...others] = languages.map(([, { faults }]) => faults)
    for (const [key, text] of Object.entries(first!))
      for (const faults of others)
        expect(placeholders(faults[key as keyof typeof faults]), key).toEqual(placeholders(text))
    for (const [, { faults }] of languages) for (const text of Object.values(faults)) expect(text).toMatch(/^[^\n]+\.$/)
  })

  it('are named after the reason of a deadline, too', () => {
    const error = toNetworkError(new errors.HeadersTimeoutError(), address, setting)
    expect(clientSentence(error).fault).toBe('answer_timeout')
  })
})
