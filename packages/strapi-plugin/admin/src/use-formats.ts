import { useFetchClient } from '@strapi/strapi/admin'
import { useEffect, useState } from 'react'
import type { Formats } from './formats.ts'

/** What each format can do here; null until it is known. */
export function useFormats(): Formats | null {
  const { get } = useFetchClient()
  const [formats, setFormats] = useState<Formats | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a page
  useEffect(() => {
    get<Formats>('/onlyoffice/formats').then(
      ({ data }) => setFormats(data),
      () => {},
    )
  }, [])
  return formats
}
