import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate'

/** The parts of an Office package, to be changed and packed again; the same input gives the same bytes. */
export class PackageParts {
  readonly #parts: Record<string, Uint8Array>

  constructor(bytes: Uint8Array) {
    this.#parts = unzipSync(bytes)
  }

  /** Adds or replaces a part. `contentType` is that of a new XML part. */
  put(name: string, content: string | Uint8Array, contentType?: string): void {
    this.#parts[name] = typeof content === 'string' ? strToU8(content) : content
    if (contentType !== undefined)
      this.replace(
        '[Content_Types].xml',
        '</Types>',
        `<Override PartName="/${name}" ContentType="${contentType}"/></Types>`,
      )
  }

  /** Replaces a text that the part must hold. */
  replace(name: string, from: string, to: string): void {
    const before = strFromU8(this.#parts[name] ?? new Uint8Array())
    if (!before.includes(from)) throw new Error(`${name} does not hold ${from}`)
    this.put(
      name,
      before.replace(from, () => to),
    )
  }

  /** Adds a relationship of the part `owner`. */
  relate(owner: string, id: string, type: string, target: string): void {
    const name = owner.replace(/([^/]+)$/, '_rels/$1.rels')
    const kind = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}`
    this.replace(
      name,
      '</Relationships>',
      `<Relationship Id="${id}" Type="${kind}" Target="${target}"/></Relationships>`,
    )
  }

  /** Adds a PNG picture. */
  putPicture(name: string, bytes: Uint8Array): void {
    this.put(name, bytes)
    this.replace('[Content_Types].xml', '<Override ', '<Default Extension="png" ContentType="image/png"/><Override ')
  }

  bytes(): Uint8Array {
    const options = { mtime: new Date(1980, 0, 1), level: 9 } as const
    const files: Zippable = {}
    for (const [name, content] of Object.entries(this.#parts)) files[name] = [content, options]
    return zipSync(files)
  }
}
