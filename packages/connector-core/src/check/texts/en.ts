import type { CheckStepId } from '../check-report.ts'

export const titles: Readonly<Record<CheckStepId, string>> = {
  addresses: 'Addresses and secret are complete',
  health: 'This server reaches Document Server',
  public: 'Browsers reach Document Server',
  version: 'Document Server accepts our token',
  conversion: 'Document Server fetches a file from this CMS',
  download: 'This server downloads a result',
  callback: 'The CMS lets callbacks through',
  wopi: 'The WOPI server offers its editors',
  wopi2: 'The second WOPI server offers its editors',
}

/**
 * Every sentence that a step makes, in English, the source of the other languages. A placeholder that is the name of a setting becomes that name, in
 * other languages the setting's label.
 */
export const sentences = {
  notTried: 'Not tried, because the step "{step}" has to succeed before.',

  addressMissing: 'The address of Document Server is not set: enter it in {documentServerUrl}.',
  addressNotPlain:
    'The address in {setting} is not a plain http or https address without user name, query and fragment: correct it.',
  publicAddressNotPlain:
    "The public address of this CMS is not a plain http or https address: set it in the CMS's configuration, or set {storageUrl}.",
  secretMissing: 'The secret shared with Document Server is not set: enter it in {secret}.',
  tokensOff:
    'Tokens are switched off: anyone who reaches this CMS can pose as Document Server, so switch {jwtDisabled} off outside of a test.',
  certificateNotChecked:
    "Document Server's certificate is not checked: add its authority to {caBundle} and switch {tlsVerify} on.",
  storageOnItself:
    'Document Server is told to fetch files from {host}, which is its own machine: set {storageUrl} to the address of this CMS as Document Server reaches it.',
  addressesComplete: 'Document Server is at {server}, and reaches this CMS at {storage}.',

  healthy: 'Document Server at {host} answers that it is healthy.',
  unhealthy:
    'Document Server at {host} runs but says that it is not healthy: its database, queue, storage or cache does not work, and its log says which.',
  healthRefused:
    "Document Server at {host} refuses this server (403): allow this server's address in its ipfilter, or in the proxy before it.",
  behindProxy:
    'The proxy at {host} answers, but Document Server behind it does not ({status}): wait until it has started, or look at its log.',
  noHealthCheck:
    'What answers at {host} is not Document Server (no health check there, status {status}): correct host, port and path in {setting}.',

  mixedContent:
    'Browsers show this CMS by https and block Document Server at {host}, which is set with http: give Document Server a certificate and set {documentServerUrl} to its https address.',
  publicNotSeen:
    'This server cannot reach {host}, where browsers look for the editor, which is fine only if browsers can: open {address} in one, and correct {documentServerUrl} if it shows no script.',
  scriptFound: "The editor's script is at the public address, {host}.",
  scriptMissing:
    "The editor's script is not at {host} (status {status}): correct host, port and path in {documentServerUrl}.",

  tokensAsked:
    'Document Server at {host} asks for tokens, which are switched off here: switch {jwtDisabled} off and enter its secret.',
  secretWrong:
    'Document Server at {host} refuses our token because the secret is wrong: set {secret} to the value that Document Server has (JWT_SECRET of its container, or services.CoAuthoring.secret in its local.json).',
  release: 'Document Server at {host} is release {release}',
  tooOld: '{release}, which is too old: update it to {recommended} or later, at least to {oldest}.',
  tokensIgnored:
    'Document Server at {host} accepts requests without any token, so its own may lack one, too, and this CMS would refuse its saves: switch JWT on in Document Server (JWT_ENABLED of its container) and give it the same secret.',
  headerNotRead:
    'Document Server at {host} does not read our token from the header {header}: set {jwtHeader} and {jwtPrefix} to the header that it uses (JWT_HEADER of its container).',
  limited: '{release}, which works with limits: update it to {recommended} or later.',
  noTokenAsked: '{release} and asks for no token.',
  secretGood: '{release} and accepts our secret and header.',

  conversionGood: 'Document Server fetched a file from this CMS at {host} and converted it.',
  conversionToken:
    'Document Server refuses the token of a conversion though it accepts that of a command: give all its nodes the same secret and the right time.',
  linkWithoutToken:
    'Document Server reached this CMS at {host}, but the link lost its token on the way: let the proxy before this CMS pass the query unchanged, or set {storageUrl} to an address without that proxy.',
  fileIncomplete:
    'Document Server reached this CMS at {host} but did not get the whole file: look at the proxy between both, or set {storageUrl} to an address without it.',
  conversionLate:
    'Document Server fetched the file from this CMS but did not convert it within {seconds} seconds: look at the log of its converter.',
  conversionBroken:
    'Document Server answered a small conversion with error {number}: its converter does not work, and its log has the reason.',
  neverArrived:
    'Document Server cannot fetch files from this CMS at {place}: set {storageUrl} to the address by which Document Server reaches this CMS{trust}{allow}.',
  placeItself: '{host}, which for Document Server is its own machine or container',
  placeLate: '{host}, where nothing arrived in time, as when a firewall swallows the connection',
  placeSilent: '{host}, where nothing arrived',
  trust: ', and let it trust the certificate there',
  allowPrivate: ', and allow private addresses in it (ALLOW_PRIVATE_IP_ADDRESS)',
  otherInstallation:
    "Document Server fetched the file from {host}, but not from this installation: set {storageUrl} to this one's address, or let all instances share one state.",
  tokensExpired:
    'The tokens that Document Server sends to this CMS are expired when they arrive: set the clocks of both servers right.',
  otherPrefix:
    'Document Server puts its token after "{found}" in the header {header}, not after "{expected}": set {jwtPrefix} to that.',
  outboxSecret:
    'Document Server signs what it sends to this CMS with another secret than the one it accepts: give its outbox (services.CoAuthoring.secret.outbox) the secret of its inbox, else this CMS refuses every save.',
  otherHeader:
    'Document Server sends its token to this CMS in the header {found}, not in {header}: set {jwtHeader} to {found}.',
  noToken:
    "Document Server's request came without a token in the header {header}: switch JWT on for its outbox (token.enable.request.outbox), set {jwtHeader} to the name in token.outbox.header, and let no proxy remove that header.",

  resultAddress:
    'Document Server names its files by {origin}, which is neither {documentServerUrl} nor {documentServerInternalUrl}: set {documentServerInternalUrl} to an address that starts so, or let the proxy before Document Server pass Host, X-Forwarded-Host, X-Forwarded-Proto and X-Forwarded-Prefix.',
  downloadGood: 'This server downloads results from {host}.',
  otherResult:
    'Something other than the converted file comes from {host}: look at the proxy before Document Server, or correct {setting}.',

  ownAddressUnreachable:
    'Not tried, because this server cannot reach its own address {host}, which only Document Server has to.',
  callbackTooLong:
    'The CMS at {host} refuses callbacks of a megabyte, which saves of long sessions reach: raise its limit for JSON bodies, and that of the proxy before it, to 2 MB.',
  callbackGood: 'A signed callback reaches the connector at {host} byte for byte.',
  callbackChanged:
    "A callback's body arrives at the connector changed by the CMS at {host}: let no middleware rewrite JSON bodies on the path of the connector's server door.",
  callbackHeaderLost:
    'The header {header} of a callback does not reach the connector at {host}: let the CMS or the proxy before it pass the header, or choose another name for it in {jwtHeader} and in Document Server.',
  callbackUnanswered:
    "The CMS at {host} takes a callback but never answers it: let no body parser of the CMS consume the request before the connector's server door, or hand the door the parsed body.",
  callbackRedirected:
    'The CMS at {host} redirects callbacks to {to}, which loses them: set {storageUrl} to the address that answers without a redirect.',
  callbackElsewhere:
    'What answers callbacks at {host} is not the connector: correct host, port and path in {storageUrl}, or the public address of the CMS.',

  callbacks: "Document Server's callbacks",
  fileRequests: "Document Server's requests for files",
  cmsRefuses:
    "The CMS at {host} refuses {what} itself ({status}): exempt the path of the connector's server door from its login, CSRF and access rules.",
  doorElsewhere:
    "The connector's server door is not at {host}{status}: correct host, port and path in {storageUrl}, or the public address of the CMS.",
  cmsTooLarge: 'The CMS at {host} refuses {what} as too large (413): raise its limit for JSON bodies to 2 MB.',
  cmsAnswers:
    'The CMS at {host} answers {what} with status {status} before the connector sees them: look at the log of the CMS and of the proxy before it.',

  wopiStatus:
    'The WOPI server at {host} answers its discovery address with status {status}: correct host, port and path in {setting}, or switch WOPI on in that server.',
  notWopi:
    'What answers at {host} is not a WOPI server, for its discovery document cannot be read: correct host, port and path in {setting}.',
  proofImpossible:
    'The WOPI server publishes no proof keys, so every call of it would be refused: give it keys, or set {setting} to optional.',
  wopiClock:
    'The clocks of the WOPI server and of this machine are {minutes} minutes apart, and calls that are 20 minutes off are refused: set both clocks right.',
  wopiMixedContent:
    "Browsers show this CMS by https and block the editor, which the WOPI server's discovery places at {origin}: let that server know that it is reached by https (ssl.termination of Collabora, X-Forwarded-Proto of the proxy before it).",
  wopiElsewhere:
    "The WOPI server's discovery sends browsers to {origin}, not to {own}: if they cannot reach it, correct the server's own name (server_name of Collabora), or {discoveryUrl} and {internalUrl}.",
  wopiStorageOnItself:
    'The WOPI server is told to fetch files from {host}, which is its own machine: set {setting} to the address of this CMS as that server reaches it.',
  wopiDoesNotOpen:
    "The WOPI server's discovery says that it does not open {extensions}: take what it cannot do out of {setting}.",
  wopiDoesNotEdit:
    "The WOPI server's discovery says that it does not edit {extensions}: take what it cannot do out of {setting}.",
  wopiNotOffered:
    'The connector does not offer {extensions} in this editor: the format is unknown here, switched off in {disabledFormats}, or missing in {formats}.',
  wopiNoFormat:
    "The WOPI server's discovery lists no format that this connector offers: check {disabledFormats} and {formats}.",
  wopiAble: 'The WOPI server at {host} edits {edits} formats ({extensions}) and shows {shows} more',
  wopiNoKeys:
    '{able}, but publishes no proof keys, so it cannot be told whether a call comes from it, and whoever opens a document can fetch it whole: who may not download does not open it with this editor until the server has keys.',
  wopiKeysUnused:
    '{able}, but its proof keys are not used, so whoever opens a document can fetch it whole, and who may not download does not open it with this editor: set {setting} to optional or required.',
  wopiGood: '{able}, and proves its calls by keys.',
} as const
