const reasons: Readonly<Record<string, string>> = {
  en: 'This document has unpublished changes that share its file with what is published. Publish or discard them, then edit it.',
  de: 'Dieses Dokument hat unveröffentlichte Änderungen, die sich die Datei mit der veröffentlichten Fassung teilen. Veröffentlichen oder verwerfen Sie sie und bearbeiten Sie es dann.',
  fr: 'Ce document a des modifications non publiées qui partagent son fichier avec la version publiée. Publiez-les ou annulez-les, puis modifiez-le.',
  es: 'Este documento tiene cambios sin publicar que comparten su archivo con la versión publicada. Publíquelos o descártelos y edítelo después.',
}

/**
 * Why a published document with a newer draft opens read-only. Payload keeps no bytes of versions: draft and published row may name one file, so a save
 * for the draft would change what visitors read, and a save for the published row would publish the draft's fields (`payload` 3.90:
 * collections/operations/utilities/update).
 */
export function draftReason(locale: string | undefined): string {
  return reasons[locale?.slice(0, 2).toLowerCase() ?? 'en'] ?? (reasons.en as string)
}
