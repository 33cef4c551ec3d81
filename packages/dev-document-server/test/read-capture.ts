import { readFileSync } from 'node:fs'
import { type RequestRecord, type WireShape, wireShape } from './wire-shape.ts'

export interface CapturedRequest extends RequestRecord {
  /** Milliseconds since the recording began. */
  ms: number
}

/** What most recordings hold. */
export interface Scenario {
  wire: CapturedRequest[]
  editorEvents: [name: string, data: unknown][]
  timeline: string[]
}

/** A recording of what ONLYOFFICE Docs 9.3 sent; see `testdata/README.md`. */
export function readCapture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../testdata/${name}.json`, import.meta.url), 'utf8'))
}

/** The requests of a recording in order of time. `names`: see `wireShape`. */
export function captureShapes(wire: CapturedRequest[], names: Readonly<Record<string, string>>): WireShape[] {
  return [...wire].sort((a, b) => a.ms - b.ms).map((each) => wireShape(each, names))
}
