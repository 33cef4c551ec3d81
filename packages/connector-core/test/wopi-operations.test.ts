import { afterEach, describe, expect, it } from 'vitest'
import { smallZip } from '../../connector-testkit/src/index.ts'
import { decodeUtf7 } from '../src/wopi/utf7.ts'
import { type WopiClient, type WopiOffice, wopiOffice } from './wopi-office.ts'

let office: WopiOffice
afterEach(() => office.close())

const lock = { 'x-wopi-lock': 'l1' }

async function start(
  options: Parameters<typeof wopiOffice>[0] = {},
  connector: Parameters<typeof wopiOffice>[1] = {},
): Promise<WopiClient> {
  office = await wopiOffice(
    {
      documents: [
        { id: 'd', name: 'Plan.docx', bytes: 'PK 0123456789', folder: 'reports' },
        { id: 'e', name: 'Other.docx', bytes: 'PK', folder: 'reports' },
      ],
      ...options,
    },
    connector,
  )
  return await office.open('d')
}

const jsonOf = async (answer: Response) =>
  (await answer.json()) as Record<string, unknown> & { Name: string; Url: string }

describe('CheckFileInfo', () => {
  it('has what clients need, with their types', async () => {
    const client = await start({
      users: [{ id: 'ann', name: 'Ann', email: 'ann@cms.example.com', avatarUrl: '/faces/ann.png' }],
    })
    const info = await client.info()
    expect(info).toMatchObject({
      BaseFileName: 'Plan.docx',
      FileExtension: '.docx',
      Size: 13,
      UserId: 'ann',
      UserFriendlyName: 'Ann',
      UserCanWrite: true,
      UserCanNotWriteRelative: false,
      SupportsLocks: true,
      SupportsUpdate: true,
      EnableInsertRemoteImage: true,
      PostMessageOrigin: 'https://cms.example.com',
      UserExtraInfo: { avatar: 'https://cms.example.com/faces/ann.png', mail: 'ann@cms.example.com' },
    })
    expect(info.LastModifiedTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    const viewer = await office.open('d', 'ann', 'view')
    expect((await viewer.info()).EnableInsertRemoteImage).toBe(false)
    for (const name of ['SupportsCoauth', 'SequenceNumber', 'AccessTokenExpiry']) expect(name in info).toBe(false)
  })

  it('hides nothing that it does not forbid', async () => {
    for (const right of ['print', 'download', 'copy'] as const) {
      for (const allowed of [true, false]) {
        const client = await start({
          users: [{ id: 'ann', name: 'Ann', permissions: { watermark: 'Ann' } }],
        })
        // without keys, who may not download cannot open it in the first place
        office.host.permit('ann', { [right]: allowed })
        const info = await client.info()
        for (const [name, value] of Object.entries(info)) {
          const hidden = /^Hide(\w+?)(?:Option)?$/.exec(name)?.[1]
          if (value === true && hidden !== undefined) expect(info[`Disable${hidden}`]).toBe(true)
        }
        expect([info.DisablePrint, info.DisableExport, info.DisableCopy].includes(true)).toBe(!allowed)
        expect(info.WatermarkText).toBe('Ann')
        expect('DownloadUrl' in info).toBe(right !== 'download' || allowed)
        await office.close()
      }
    }
    await start()
  })

  it('tells viewing, commenting, reviewing and editing apart', async () => {
    const may = async (permissions: Record<string, boolean>) => {
      const client = await start({ users: [{ id: 'ann', name: 'Ann', permissions }] })
      const { UserCanWrite, UserCanOnlyComment, UserCanReview, ReadOnly, UserCanRename } = await client.info()
      await office.close()
      return { UserCanWrite, UserCanOnlyComment, UserCanReview, ReadOnly, UserCanRename }
    }
    const nothing = { UserCanWrite: false, UserCanOnlyComment: false, UserCanReview: false, UserCanRename: false }
    expect(await may({ edit: false })).toEqual({ ...nothing, ReadOnly: true })
    // Collabora lets nobody comment who may not write, and knows no reviewing without it: it opens for reading there
    const comments = { ...nothing, UserCanWrite: true, UserCanOnlyComment: true, ReadOnly: false }
    expect(await may({ edit: false, comment: true })).toEqual(comments)
    expect(await may({ edit: false, comment: true, review: true })).toEqual({ ...comments, UserCanReview: true })
    expect(await may({ edit: false, review: true })).toEqual({ ...nothing, ReadOnly: true })
    // ONLYOFFICE shows "Track changes" to those who may review, whatever else they may
    const edits = { ...nothing, UserCanWrite: true, UserCanReview: true, UserCanRename: true, ReadOnly: false }
    expect(await may({ edit: true })).toEqual(edits)
    expect(await may({ edit: true, review: false })).toEqual({ ...edits, UserCanReview: false })
    await start()
  })

  it('says who administers the settings', async () => {
    const client = await start({
      users: [
        { id: 'ann', name: 'Ann' },
        { id: 'ben', name: 'Ben', mayAdminister: false },
      ],
    })
    expect(await client.info()).toMatchObject({ IsAdminUser: true })
    expect(await (await office.open('d', 'ben')).info()).toMatchObject({ IsAdminUser: false })
  })

  it('offers sharing where the CMS has a page for the document, and the host page the same address', async () => {
    const client = await start()
    const shared = (await client.post('GET_SHARE_URL', { 'x-wopi-urltype': 'ReadWrite' })).json()
    const { ShareUrl } = (await shared) as { ShareUrl: string }
    const info = await client.info()
    expect(info).toMatchObject({
      EnableShare: true,
      FileSharingPostMessage: true,
      FileSharingUrl: info.HostViewUrl,
      SupportedShareUrlTypes: ['ReadOnly', 'ReadWrite'],
    })
    const opened = await office.connector.openOverWopi({ documentId: 'd', user: { id: 'ann', name: 'Ann' } })
    expect(opened.shareUrl).toBe(ShareUrl)
    office.host.pages = undefined
    const without = await client.info()
    for (const name of ['EnableShare', 'FileSharingPostMessage', 'FileSharingUrl', 'SupportedShareUrlTypes'])
      expect([name, name in without]).toEqual([name, false])
    expect((await client.post('GET_SHARE_URL', { 'x-wopi-urltype': 'ReadOnly' })).status).toBe(501)
    const again = await office.connector.openOverWopi({ documentId: 'd', user: { id: 'ann', name: 'Ann' } })
    expect(again.shareUrl).toBeNull()
  })

  it('asks for no message that nobody could answer', async () => {
    const info = await (await start()).info()
    for (const name of ['EnableInsertRemoteFile', 'FileVersionPostMessage', 'FileVersionUrl', 'FileEmbedCommandUrl'])
      expect([name, name in info]).toEqual([name, false])
  })

  it('has no bootstrapper, which is for native clients with a login of their own, and advertises none', async () => {
    const client = await start()
    const { publicUrl, serverPath } = office.host.mount()
    for (const method of ['GET', 'POST']) {
      for (const path of ['wopibootstrapper', 'wopi/wopibootstrapper', 'wopibootstrapper/']) {
        const answer = await office.connector.fetch(
          new Request(`${publicUrl}${serverPath}/wopi/${path}?access_token=${client.accessToken}`, {
            method,
            headers: { 'x-wopi-ecosystemoperation': 'GET_ROOT_CONTAINER', authorization: 'Bearer of another login' },
          }),
        )
        expect([method, path, answer.status, answer.headers.get('www-authenticate')]).toEqual([method, path, 501, null])
      }
    }
    const ecosystem = await jsonOf(await client.get('/ecosystem_pointer'))
    const told = [
      await client.info(),
      ecosystem,
      await jsonOf(await office.connector.fetch(new Request(ecosystem.Url))),
    ]
    expect(JSON.stringify(told)).not.toMatch(/bootstrap/i)
  })

  it('does not advertise what the host cannot do, and answers 501 there', async () => {
    const client = await start({
      without: ['create', 'rename', 'delete', 'addActivity'],
      hasFolders: false,
    })
    expect(await client.info()).toMatchObject({
      SupportsRename: false,
      SupportsDeleteFile: false,
      SupportsAddActivities: false,
      SupportsContainers: false,
      SupportsEcosystem: false,
      UserCanRename: false,
      UserCanNotWriteRelative: true,
    })
    for (const override of [
      'PUT_RELATIVE',
      'RENAME_FILE',
      'DELETE',
      'ADD_ACTIVITIES',
      'COBALT',
      'GET_COAUTH_LOCK',
      'NONSENSE',
      '',
    ])
      expect([override, (await client.post(override, lock)).status]).toEqual([override, 501])
    for (const path of ['/ancestry', '/ecosystem_pointer', '/nonsense'])
      expect([path, (await client.get(path)).status]).toEqual([path, 501])
  })
})

describe('GetFile', () => {
  it('serves the whole, a part, or only the headers', async () => {
    const client = await start()
    const whole = await client.get('/contents')
    expect([whole.status, await whole.text(), whole.headers.get('content-length')]).toEqual([
      200,
      'PK 0123456789',
      '13',
    ])
    expect(whole.headers.get('x-wopi-itemversion')).toBe((await client.info()).Version)
    const part = await client.get('/contents', { range: 'bytes=3-5' })
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '012', 'bytes 3-5/13'])
    const url = `${client.wopiSrc}/contents?access_token=${client.accessToken}`
    const head = await office.connector.fetch(new Request(url, { method: 'HEAD' }))
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '13', ''])
    for (const [size, status] of [
      ['12', 412],
      ['13', 200],
      ['nonsense', 200],
      ['', 200],
    ] as const)
      expect((await client.get('/contents', { 'x-wopi-maxexpectedsize': size })).status).toBe(status)
  })

  it('is not there for who may no longer see the document', async () => {
    const client = await start()
    const { FileUrl = '' } = (await client.info()) as { FileUrl?: string }
    expect(await (await office.connector.fetch(new Request(FileUrl))).text()).toBe('PK 0123456789')
    office.host.permit('ann', { view: false })
    expect([(await client.get()).status, (await client.get('/contents')).status]).toEqual([404, 404])
    expect((await office.connector.fetch(new Request(FileUrl))).status).toBe(404)
    expect((await office.connector.fetch(new Request(FileUrl, { method: 'POST' }))).status).toBe(501)
  })

  it('is reached by the token in a header, too, and gives no other document for it', async () => {
    const client = await start()
    const ask = (url: string) =>
      office.connector.fetch(new Request(url, { headers: { authorization: `Bearer ${client.accessToken}` } }))
    expect((await ask(client.wopiSrc)).status).toBe(200)
    expect((await ask((await office.open('e')).wopiSrc)).status).toBe(401)
  })
})

describe('RenameFile', () => {
  it('keeps the extension, finds a free name, and says it without the extension', async () => {
    const client = await start()
    const renamed = await jsonOf(await client.post('RENAME_FILE', { 'x-wopi-requestedname': 'Other' }))
    expect(renamed.Name).toBe('Other (2)')
    expect(renamed.Url.startsWith(`${client.wopiSrc}?access_token=`)).toBe(true)
    expect((await jsonOf(await client.post('RENAME_FILE', { 'x-wopi-requestedname': 'Gr+APYA3w-e.docx' }))).Name).toBe(
      'Größe',
    )
    expect((await office.host.documents.find('d'))?.name).toBe('Größe.docx')
    expect((await jsonOf(await client.post('RENAME_FILE', { 'x-wopi-requestedname': 'a/b' }))).Name).toBe('a_b')
  })

  it('says why no name can be made of what was asked for', async () => {
    const client = await start()
    for (const headers of [{}, { 'x-wopi-requestedname': '' }] as Record<string, string>[]) {
      const answer = await client.post('RENAME_FILE', headers)
      expect([answer.status, answer.headers.get('x-wopi-invalidfilenameerror') !== '']).toEqual([400, true])
    }
  })

  it('stores no body that comes with it, and needs the lock of everybody but Collabora', async () => {
    const client = await start()
    await client.post('LOCK', { 'x-wopi-lock': 'word' })
    expect((await client.post('RENAME_FILE', { 'x-wopi-requestedname': 'New' })).status).toBe(409)
    await client.post('UNLOCK', { 'x-wopi-lock': 'word' })
    await client.post('LOCK', { 'x-wopi-lock': 'lool-lock12345678' })
    expect((await client.post('RENAME_FILE', { 'x-wopi-requestedname': 'New' }, 'PK whole document')).status).toBe(200)
    expect((await client.post('RENAME_FILE', { 'x-wopi-requestedname': 'New', 'x-wopi-lock': 'x' })).status).toBe(409)
    expect(office.host.writes).toEqual([])
  })
})

describe('PutRelativeFile', () => {
  it('makes a document beside this one, with an address and a token of its own', async () => {
    const client = await start()
    const answer = await jsonOf(
      await client.post('PUT_RELATIVE', { 'x-wopi-suggestedtarget': 'kopie +AOkAKw-1.docx' }, 'PK copy'),
    )
    expect(answer.Name).toBe('kopie é+1.docx')
    expect(answer.LastModifiedTime).toBe((await client.info()).LastModifiedTime)
    const content = await office.connector.fetch(new Request(answer.Url.replace('?', '/contents?')))
    expect(await content.text()).toBe('PK copy')
    const again = await jsonOf(await client.post('PUT_RELATIVE', { 'x-wopi-suggestedtarget': '.pdf' }, '%PDF'))
    expect(again.Name).toBe('Plan.pdf')
    expect((await jsonOf(await client.post('PUT_RELATIVE', { 'x-wopi-suggestedtarget': '.pdf' }, '%PDF'))).Name).toBe(
      'Plan (2).pdf',
    )
  })

  it('offers a free name where an exact one is taken, and overwrites only on demand and unlocked', async () => {
    const client = await start()
    const whole = smallZip('new')
    const put = (headers: Record<string, string>, bytes = whole) =>
      client.post('PUT_RELATIVE', { 'x-wopi-relativetarget': 'Other.docx', ...headers }, bytes)
    const taken = await put({})
    expect([taken.status, taken.headers.get('x-wopi-lock')]).toEqual([409, ''])
    expect(decodeUtf7(taken.headers.get('x-wopi-validrelativetarget') ?? '')).toBe('Other (2).docx')
    const overwrite = { 'x-wopi-overwriterelativetarget': 'True' }
    const other = await office.open('e')
    await other.post('LOCK', { 'x-wopi-lock': 'his' })
    const locked = await put(overwrite)
    expect([locked.status, locked.headers.get('x-wopi-lock')]).toEqual([409, 'his'])
    await other.post('UNLOCK', { 'x-wopi-lock': 'his' })
    // half a document takes no other's place
    expect((await put(overwrite, whole.subarray(0, 100))).status).toBe(400)
    expect((await put(overwrite)).status).toBe(200)
    expect(office.host.writes).toMatchObject([{ id: 'e', by: 'ann' }])
    expect((await client.post('PUT_RELATIVE', {}, 'PK')).status).toBe(400)
    expect((await client.post('PUT_RELATIVE', { 'x-wopi-relativetarget': 'a/b' }, 'PK')).status).toBe(400)
  })
})

describe('tokens and addresses', () => {
  it('are one address for every opening, of signs that nobody encodes', async () => {
    const client = await start()
    const again = await office.open('d')
    expect((await again.get()).status).toBe(200)
    expect(client.wopiSrc).toBe(again.wopiSrc)
    expect(client.wopiSrc).toMatch(/^https:\/\/cms\.example\.com\/onlyoffice\/server\/wopi\/files\/[\w.-]{1,240}$/)
  })

  it('serve documents with ids of any length and kind', async () => {
    await start({
      documents: ['d', 'x'.repeat(200), 'ä/ö?#', '..', ' '].map((id) => ({
        id,
        name: 'a.docx',
        bytes: 'PK',
        folder: id,
      })),
    })
    for (const id of office.host.documentIds()) {
      const client = await office.open(id)
      expect(client.wopiSrc).toMatch(/\/files\/[\w.-]{1,240}$/)
      expect((await client.info()).BaseFileName).toBe('a.docx')
      const { AncestorsWithRootFirst: above } = await jsonOf(await client.get('/ancestry'))
      expect((above as { Name: string }[]).map(({ Name }) => Name)).toEqual(['Library', id])
    }
  })
})

describe('activities and user info', () => {
  it('reach the host, and bad ones are refused', async () => {
    const client = await start()
    const body = {
      Activities: [
        { Type: 'Comment', Id: 'A-1', Data: { ContentId: 'c' } },
        { Type: 'x', Id: 'b' },
      ],
    }
    const answer = await jsonOf(await client.post('ADD_ACTIVITIES', {}, JSON.stringify(body)))
    expect(answer.ActivityResponses).toMatchObject([
      { Id: 'A-1', Status: 0 },
      { Id: 'b', Status: 3 },
    ])
    expect(office.host.activities).toMatchObject([{ id: 'A-1', documentId: 'd', by: 'ann' }])
    for (const bad of ['', '{', '[]', '{"Activities":{}}', '{"Activities":[{"Type":1}]}'])
      expect((await client.post('ADD_ACTIVITIES', {}, bad)).status).toBe(400)
    expect((await client.post('PUT_USER_INFO', {}, 'x'.repeat(1025))).status).toBe(400)
    expect((await client.post('PUT_USER_INFO', {}, 'ü')).status).toBe(400)
    expect((await client.post('PUT_USER_INFO', {}, 'known')).status).toBe(200)
    expect((await (await office.open('e')).info()).UserInfo).toBe('known')
  })
})
