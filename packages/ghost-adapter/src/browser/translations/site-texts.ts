/** The few texts of the public site's script, apart from the others so that it stays small. */
const languages: Readonly<Record<string, Readonly<Record<'view' | 'edit' | 'failed', string>>>> = {
  en: { view: 'View', edit: 'Edit', failed: 'The document could not be opened. Try again later.' },
  de: {
    view: 'Ansehen',
    edit: 'Bearbeiten',
    failed: 'Das Dokument konnte nicht geöffnet werden. Versuchen Sie es später erneut.',
  },
  es: { view: 'Ver', edit: 'Editar', failed: 'No se pudo abrir el documento. Inténtelo de nuevo más tarde.' },
  fr: { view: 'Consulter', edit: 'Modifier', failed: 'Le document n’a pas pu être ouvert. Réessayez plus tard.' },
}

export type SiteText = (key: 'view' | 'edit' | 'failed') => string

/** Texts for a locale such as `de` or `fr-CA`; English where there is no translation. */
export function siteTextsFor(locale: string): SiteText {
  const texts = languages[locale.toLowerCase().split(/[-_]/)[0] ?? ''] ?? languages.en
  return (key) => texts?.[key] ?? key
}
