import { EditorWindow } from '@openwith/payload-plugin/client'
import { notFound, redirect } from 'next/navigation.js'
import type { AdminViewServerProps } from 'payload'
import { formatAdminURL } from 'payload/shared'
import { prefix } from '../names.ts'
import { openRequest } from './open-request.ts'

/** The full-page editor, `<admin route>/openwith/<collection>/<id>`, for whoever may enter the admin; all others are sent to the login and come back. */
export function EditorPage({ initPageResult, params, searchParams }: AdminViewServerProps) {
  const { req } = initPageResult
  const segments = Array.isArray(params?.segments) ? params.segments.map(decode) : []
  const [, collection = '', id = ''] = segments
  if (!req.user) {
    const { admin, routes } = req.payload.config
    const here = formatAdminURL({ adminRoute: routes.admin, path: `/${prefix}/${collection}/${id}` })
    const login = formatAdminURL({ adminRoute: routes.admin, path: admin.routes.login as `/${string}` })
    redirect(`${login}?redirect=${encodeURIComponent(here)}`)
  }
  if (!Object.hasOwn(req.payload.collections, collection) || id === '') notFound()
  return <EditorWindow collection={collection} id={id} {...openRequest(searchParams)} />
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
