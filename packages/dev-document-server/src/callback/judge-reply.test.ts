import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { judgeReply } from './judge-reply.ts'

interface Case {
  reply: { status: number; body: string } | string
  verdict: string
}
const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL('../../testdata/callback-replies.json', import.meta.url), 'utf8'),
)

it.each(cases.filter((each) => typeof each.reply !== 'string'))(
  'judges $reply.status $reply.body as ONLYOFFICE Docs does',
  (each) => {
    const { status, body } = each.reply as { status: number; body: string }
    const expected = each.verdict.startsWith('success')
      ? 'accepted'
      : each.verdict.startsWith('retry')
        ? 'retry'
        : 'refused'
    expect(judgeReply(status, body)).toBe(expected)
  },
)
