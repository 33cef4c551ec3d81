export { documentServerAddress } from './document-server-address.ts'
export { encryptedSettings } from './encrypted-settings.ts'
export { type ParsedSettings, parseSettings, type SettingError } from './parse-settings.ts'
export { readSettings, settingsReader } from './read-settings.ts'
export { previewSettings, type SaveOptions, saveSettings } from './save-settings.ts'
export {
  type SettingField,
  type SettingGroup,
  type SettingName,
  type SettingType,
  type SettingValue,
  settingGroups,
  settingsSchema,
} from './schema.ts'
export type { TranslateSetting } from './setting-messages.ts'
export type { Customization, JwtAlgorithm, Settings, WopiProof, WopiServerSettings } from './settings.ts'
export { type SettingsForm, type SettingsFormField, settingsForm, settingsTexts } from './settings-form.ts'
export { settingsTranslator } from './settings-translator.ts'
export { type WopiServer, type WopiServerId, wopiServerIds, wopiServers } from './wopi-servers.ts'
