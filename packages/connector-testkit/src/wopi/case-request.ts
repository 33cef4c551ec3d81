import { type CaseElement, childOf } from './case-element.ts'
import { type ProofMutation, type SigningKeys, signProof } from './sign-proof.ts'

/** The file that the cases work on, and how its host is reached. */
export interface CaseTarget {
  wopiSrc: string
  accessToken: string
  /** Absent: requests are not signed. */
  keys?: SigningKeys
}

/** What came back. */
export interface CaseAnswer {
  status: number
  headers: Headers
  body: Buffer
}

/** The files that the cases send. Their bytes are ours: no case looks into them. */
const resources: Readonly<Record<string, Buffer>> = {
  WordBlankDocument: Buffer.from('PK\u0003\u0004 a blank document'),
  WordSimpleDocument: Buffer.from(`PK\u0003\u0004 a simple document ${'x'.repeat(5000)}`),
  WordComplexDocument: Buffer.from(`PK\u0003\u0004 a complex document ${'y'.repeat(70_000)}`),
  ZeroByteFile: Buffer.alloc(0),
}

export function resourceBytes(id: string | undefined): Buffer {
  const bytes = resources[id ?? '']
  if (bytes === undefined) throw new Error(`The resource ${id} is not known.`)
  return bytes
}

interface Shape {
  method: 'GET' | 'POST'
  path?: string
  override?: string
  headers?(attributes: Readonly<Record<string, string>>): Record<string, string | undefined>
}

/** .NET's UTF-7 encodes more than it must, such as the underscore. */
function toUtf7(text: string): string {
  return text.replace(/[^A-Za-z0-9'(),\-./:? ]+/g, (run) => {
    const units = Buffer.alloc(run.length * 2)
    for (let at = 0; at < run.length; at += 1) units.writeUInt16BE(run.charCodeAt(at), at * 2)
    return `+${units.toString('base64').replace(/=+$/, '')}-`
  })
}

function targetHeaders(attributes: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const name = toUtf7(attributes.Name ?? attributes.FolderName ?? '')
  const mode = attributes.PutRelativeFileMode
  const overwrite = attributes.OverwriteRelative
  return {
    'X-WOPI-SuggestedTarget': mode === 'ExactName' ? undefined : name,
    'X-WOPI-RelativeTarget': mode === 'Suggested' ? undefined : name,
    'X-WOPI-OverwriteRelativeTarget': overwrite === undefined ? undefined : overwrite === 'true' ? 'True' : 'False',
  }
}

const lockHeader = ({ Lock }: Readonly<Record<string, string>>) => ({ 'X-WOPI-Lock': Lock })

const shapes: Readonly<Record<string, Shape>> = {
  CheckFileInfo: { method: 'GET' },
  GetFile: { method: 'GET', path: 'contents', headers: lockHeader },
  GetFromFileUrl: { method: 'GET' },
  PutFile: { method: 'POST', path: 'contents', override: 'PUT', headers: lockHeader },
  Lock: { method: 'POST', override: 'LOCK', headers: lockHeader },
  GetLock: { method: 'POST', override: 'GET_LOCK' },
  RefreshLock: { method: 'POST', override: 'REFRESH_LOCK', headers: lockHeader },
  Unlock: { method: 'POST', override: 'UNLOCK', headers: lockHeader },
  UnlockAndRelock: {
    method: 'POST',
    override: 'LOCK',
    headers: ({ NewLock, OldLock }) => ({ 'X-WOPI-Lock': NewLock, 'X-WOPI-OldLock': OldLock }),
  },
  PutRelativeFile: { method: 'POST', override: 'PUT_RELATIVE', headers: targetHeaders },
  RenameFile: {
    method: 'POST',
    override: 'RENAME_FILE',
    headers: ({ Name = '', Lock }) => ({ 'X-WOPI-RequestedName': toUtf7(Name), 'X-WOPI-Lock': Lock }),
  },
  DeleteFile: { method: 'POST', override: 'DELETE' },
  PutUserInfo: { method: 'POST', override: 'PUT_USER_INFO' },
  GetShareUrl: {
    method: 'POST',
    override: 'GET_SHARE_URL',
    headers: ({ UrlType }) => ({ 'X-WOPI-UrlType': UrlType }),
  },
  AddActivities: { method: 'POST', override: 'ADD_ACTIVITIES' },
  CheckContainerInfo: { method: 'GET' },
  EnumerateAncestors: { method: 'GET', path: 'ancestry' },
  EnumerateChildren: {
    method: 'GET',
    path: 'children',
    headers: ({ FileExtensionFilterList }) => ({ 'X-WOPI-FileExtensionFilterList': FileExtensionFilterList }),
  },
  CreateChildFile: { method: 'POST', override: 'CREATE_CHILD_FILE', headers: targetHeaders },
  CreateChildContainer: { method: 'POST', override: 'CREATE_CHILD_CONTAINER', headers: targetHeaders },
  DeleteContainer: { method: 'POST', override: 'DELETE_CONTAINER' },
  RenameContainer: {
    method: 'POST',
    override: 'RENAME_CONTAINER',
    headers: ({ Name = '' }) => ({ 'X-WOPI-RequestedName': toUtf7(Name) }),
  },
  GetEcosystem: { method: 'GET', path: 'ecosystem_pointer' },
  CheckEcosystem: { method: 'GET' },
  GetRootContainer: { method: 'GET', path: 'root_container_pointer' },
}

/** Sends one request of a case. `state` holds what earlier answers left. Throws when the request itself cannot be made. */
export async function sendCaseRequest(
  element: CaseElement,
  target: CaseTarget,
  state: ReadonlyMap<string, unknown>,
): Promise<CaseAnswer> {
  const shape = shapes[element.name]
  if (shape === undefined) throw new Error(`The request ${element.name} is not known.`)
  const { attributes } = element
  const override = attributes.OverrideUrl ?? attributes.EcosystemUrl
  const address = new URL(override === undefined ? target.wopiSrc : stateText(state, override))
  if (shape.path !== undefined) address.pathname += `/${shape.path}`
  const mutators = childOf(element, 'Mutators')?.children ?? []
  const invalidToken = mutators.some(({ name }) => name === 'AccessToken')
  const isDirect = element.name === 'GetFromFileUrl'
  const token = invalidToken ? 'INVALID' : (address.searchParams.get('access_token') ?? target.accessToken)
  if (!isDirect) address.searchParams.set('access_token', token)
  const body = bodyOf(element)
  const extra = shape.headers?.(attributes) ?? {}
  const headers: Record<string, string> = {
    ...(shape.override === undefined ? {} : { 'X-WOPI-Override': shape.override }),
    ...(element.name === 'PutRelativeFile' ? { 'X-WOPI-Size': String(body?.length ?? 0) } : {}),
    ...(isDirect ? {} : { Authorization: `Bearer ${token}` }),
  }
  for (const [name, value] of Object.entries(extra)) if (value !== undefined) headers[name] = value
  if (target.keys !== undefined && !isDirect)
    Object.assign(headers, signProof(target.keys, { url: address.href, accessToken: token }, proofMutation(mutators)))
  const answer = await fetch(address, {
    method: shape.method,
    headers,
    body: shape.method === 'GET' ? undefined : new Uint8Array(body ?? Buffer.alloc(0)),
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
  })
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) }
}

function bodyOf(element: CaseElement): Buffer | undefined {
  const text = childOf(element, 'RequestBody')?.text
  if (text !== undefined) return Buffer.from(text)
  return element.attributes.ResourceId === undefined ? undefined : resourceBytes(element.attributes.ResourceId)
}

function stateText(state: ReadonlyMap<string, unknown>, reference: string): string {
  const value = state.get(reference.replace('$State:', ''))
  if (typeof value !== 'string') throw new Error(`Nothing was saved as ${reference}.`)
  return value
}

function proofMutation(mutators: readonly CaseElement[]): ProofMutation {
  const attributes = mutators.find(({ name }) => name === 'ProofKey')?.attributes ?? {}
  return {
    mutateCurrent: attributes.MutateCurrent === 'true',
    mutateOld: attributes.MutateOld === 'true',
    relation:
      attributes.KeyRelation === 'Ahead' || attributes.KeyRelation === 'Behind' ? attributes.KeyRelation : undefined,
    timestamp: attributes.Timestamp === undefined ? undefined : new Date(attributes.Timestamp),
  }
}
