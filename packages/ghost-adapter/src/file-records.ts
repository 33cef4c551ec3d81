import { hashOfPath } from './document-id.ts'
import { filesTable, type Tables } from './tables.ts'

/** What we know of a file beside its bytes. */
export interface FileRecord {
  /** As people wrote it; null: as its path says. */
  name: string | null
  /** Id of the staff user who made it with us. */
  createdBy: string | null
  /** Milliseconds since 1970. */
  createdAt: number
}

export interface FileRecords {
  find(path: string): Promise<FileRecord | null>
  put(path: string, record: FileRecord): Promise<void>
  /** Whether a file in this folder has this name. */
  hasName(folder: string, name: string): Promise<boolean>
  /** By path. */
  all(): Promise<Map<string, FileRecord>>
}

interface Row {
  path: string
  name: string | null
  created_by: string | null
  created_at: number | string
}

/** Our own table of files: only those that were made or renamed with us are in it. */
export function createFileRecords(tables: Tables): FileRecords {
  const put = tables.dialect === 'mysql' ? 'replace' : 'insert or replace'
  const columns = 'path, name, created_by, created_at'
  return {
    async find(path) {
      const [row] = await tables.all<Row>(`select ${columns} from ${filesTable} where path_hash = ?`, [
        hashOfPath(path),
      ])
      return row === undefined ? null : toRecord(row)
    },
    async put(path, { name, createdBy, createdAt }) {
      await tables.run(`${put} into ${filesTable} (path_hash, ${columns}) values (?, ?, ?, ?, ?)`, [
        hashOfPath(path),
        path,
        name,
        createdBy,
        createdAt,
      ])
    },
    async hasName(folder, name) {
      const rows = await tables.all<Row>(`select ${columns} from ${filesTable} where name = ?`, [name])
      return rows.some((row) => row.path.slice(0, row.path.lastIndexOf('/')) === folder)
    },
    async all() {
      const rows = await tables.all<Row>(`select ${columns} from ${filesTable}`)
      return new Map(rows.map((row) => [row.path, toRecord(row)]))
    },
  }
}

const toRecord = (row: Row): FileRecord => ({
  name: row.name,
  createdBy: row.created_by,
  createdAt: Number(row.created_at),
})
