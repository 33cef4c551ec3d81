const waiting: Readonly<Record<string, string>> = {
  en: 'This document has unpublished changes that share its file with what is published. Publish or discard them, then edit it.',
  de: 'Dieses Dokument hat unveröffentlichte Änderungen, die sich die Datei mit der veröffentlichten Fassung teilen. Veröffentlichen oder verwerfen Sie sie und bearbeiten Sie es dann.',
  fr: 'Ce document a des modifications non publiées qui partagent son fichier avec la version publiée. Publiez-les ou annulez-les, puis modifiez-le.',
  es: 'Este documento tiene cambios sin publicar que comparten su archivo con la versión publicada. Publíquelos o descártelos y edítelo después.',
}

const published: Readonly<Record<string, string>> = {
  en: 'This document is published, and every edit would be public at once. You may save drafts, but not publish.',
  de: 'Dieses Dokument ist veröffentlicht, und jede Änderung wäre sofort öffentlich. Sie dürfen Entwürfe speichern, aber nicht veröffentlichen.',
  fr: 'Ce document est publié et toute modification serait publique aussitôt. Vous pouvez enregistrer des brouillons, mais pas publier.',
  es: 'Este documento está publicado y toda edición sería pública de inmediato. Usted puede guardar borradores, pero no publicar.',
}

/**
 * Why a document of a collection with drafts opens read-only. Payload keeps no bytes of versions: draft and published row may name one file, so a save for a
 * draft would change what visitors read. `waiting`: a newer draft waits, and a save for the published row would publish its fields (`payload` 3.90:
 * collections/operations/utilities/update). `published`: it is for those who may publish.
 */
export function draftReason(rule: 'waiting' | 'published', locale: string | undefined): string {
  const reasons = rule === 'waiting' ? waiting : published
  return reasons[locale?.slice(0, 2).toLowerCase() ?? 'en'] ?? (reasons.en as string)
}
