import type { Settings, WopiServerSettings } from '../src/settings/settings.ts'

const noWopiServer: WopiServerSettings = {
  discoveryUrl: '',
  internalUrl: '',
  storageUrl: '',
  name: '',
  proof: 'optional',
  formats: [],
  defaultViewFormats: [],
  defaultEditFormats: [],
}

/** Complete settings for a test, with the secret of the protocol samples. */
export function testSettings(values: Partial<Settings> = {}): Settings {
  return {
    documentServerUrl: '',
    documentServerInternalUrl: '',
    storageUrl: '',
    secret: 'sample-secret-for-tests-only-0123456789abcdef',
    jwtDisabled: false,
    jwtHeader: 'Authorization',
    jwtPrefix: 'Bearer',
    jwtAlgorithms: ['HS256'],
    jwtLeewaySeconds: 60,
    caBundle: '',
    tlsVerify: true,
    connectTimeoutSeconds: 5,
    requestTimeoutSeconds: 10,
    downloadTimeoutSeconds: 20,
    conversionTimeoutSeconds: 20,
    maxDocumentBytes: 100 * 1024 * 1024,
    lossyEditFormats: [],
    defaultOpenFormats: [],
    disabledFormats: [],
    openIn: 'tab',
    forcesave: true,
    forcesaveEveryMinutes: 0,
    customization: {
      chat: true,
      compactHeader: false,
      compactToolbar: false,
      feedback: false,
      help: true,
      hideRightMenu: true,
      macros: true,
      plugins: true,
      reviewDisplay: 'original',
      uiTheme: '',
      unit: 'cm',
      zoom: 100,
    },
    wopi: noWopiServer,
    wopi2: noWopiServer,
    ...values,
  }
}
