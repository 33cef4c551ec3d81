import { openDocument } from '@openwith/payload-plugin'
import { OpenWithEditor } from '@openwith/payload-plugin/client'
import config from '@payload-config'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { getPayload } from 'payload'

/** A page of the site itself: a document for whoever is logged in, as far as Payload's access control lets them. */
export default async function DocumentPage({ params }: { params: Promise<{ collection: string; id: string }> }) {
  const { collection, id } = await params
  const payload = await getPayload({ config })
  const { user } = await payload.auth({ headers: await headers() })
  if (user === null) return <p style={{ margin: 24 }}>Log in to read this document.</p>
  const opened = await openDocument({ payload, user, collection, id }).catch(() => null)
  if (opened === null) notFound()
  return (
    <main style={{ display: 'grid', gridTemplateRows: 'auto 1fr', height: '100vh' }}>
      <h1 style={{ font: '600 16px system-ui', margin: 12 }}>{opened.name}</h1>
      <OpenWithEditor {...opened.editor} />
    </main>
  )
}
