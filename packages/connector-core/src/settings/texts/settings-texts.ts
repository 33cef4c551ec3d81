import type { SettingGroup, SettingName } from '../schema.ts'
import type { SettingMessage } from '../setting-messages.ts'
import type { Customization, Settings, WopiProof, WopiServerSettings } from '../settings.ts'
import type { WopiServerId } from '../wopi-servers.ts'

interface SettingText {
  label: string
  help: string
}

interface ChoiceText<Value extends string> extends SettingText {
  options: Readonly<Record<Value, string>>
}

interface DangerText extends SettingText {
  danger: string
}

interface SpecialTexts {
  jwtDisabled: DangerText
  tlsVerify: DangerText
  openIn: ChoiceText<Settings['openIn']>
  'customization.reviewDisplay': ChoiceText<Customization['reviewDisplay']>
  'customization.uiTheme': ChoiceText<Customization['uiTheme']>
  'customization.unit': ChoiceText<Customization['unit']>
}

type PlainName = Exclude<SettingName, keyof SpecialTexts | `${WopiServerId}.${string}`>

/** All that people read of the settings in one language; English is in the schema itself. */
export interface SettingsTexts {
  groups: Readonly<Record<SettingGroup, string>>
  fields: Readonly<Record<PlainName, SettingText>> & SpecialTexts
  /** The same for each WOPI server. */
  wopi: Readonly<Record<Exclude<keyof WopiServerSettings, 'proof'>, SettingText>> & { proof: ChoiceText<WopiProof> }
  messages: Readonly<Record<SettingMessage, string>>
}
