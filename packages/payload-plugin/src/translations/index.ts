/** The plugin's texts by language, as `i18n.translations` of Payload's configuration takes them; keys are below `openwith:`. */
export const translations: Readonly<Record<string, { openwith: Readonly<Record<string, string>> }>> = {
  en: { openwith: { tab: 'Editor' } },
}
