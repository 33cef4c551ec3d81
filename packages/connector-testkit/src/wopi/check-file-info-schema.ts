/** Types of CheckFileInfo's properties. Source: WOPI, CheckFileInfo; the validator's `CsppCheckFileInfoSchema` asks for them. */
const texts = `BaseFileName BreadcrumbBrandName BreadcrumbDocName BreadcrumbFolderName CopyPasteRestrictions FileExtension HostAuthenticationId
  IrmPolicyDescription IrmPolicyTitle LastModifiedTime OwnerId PresenceProvider PresenceUserId SHA256 TenantId TimeZone UniqueContentId UserFriendlyName UserId
  UserInfo UserPrincipalName Version WorkflowType`
const booleans = `AllowAdditionalMicrosoftServices AllowErrorReportPrompt AllowExternalMarketplace AppStateHistoryPostMessage CloseButtonClosesWindow
  ClosePostMessage DisableBrowserCachingOfUserContent DisablePrint DisableTranslation EditModePostMessage EditNotificationPostMessage
  FileEmbedCommandPostMessage FileSharingPostMessage FileVersionPostMessage IsAnonymousUser IsEduUser LicenseCheckForEditIsEnabled ProtectInClient ReadOnly
  RestrictedWebViewOnly SupportsAddActivities SupportsCobalt SupportsContainers SupportsDeleteFile SupportsEcosystem SupportsExtendedLockLength
  SupportsFileCreation SupportsFolders SupportsGetLock SupportsLocks SupportsRename SupportsReviewing SupportsScenarioLinks SupportsSecureStore SupportsUpdate
  SupportsUserInfo UserCanAttend UserCanNotWriteRelative UserCanPresent UserCanRename UserCanReview UserCanWrite WebEditingDisabled WorkflowPostMessage`
const addresses = `BreadcrumbBrandUrl BreadcrumbFolderUrl ClientUrl CloseUrl DownloadUrl FileEmbedCommandUrl FileSharingUrl FileUrl FileVersionUrl
  HostEditUrl HostEmbeddedEditUrl HostEmbeddedViewUrl HostRestUrl HostViewUrl PrivacyUrl SignInUrl SignoutUrl TermsOfUseUrl WorkflowUrl`
const required = ['BaseFileName', 'OwnerId', 'Size', 'UserId', 'Version']
/** They come all together or not at all; without them a host is of the common kind. */
const ofAnotherKind = `AccessTokenExpiry FileGeoLocationCode OfficeCollaborationServiceEndpointUrl RealTimeChannelEndpointUrl SequenceNumber ServerTime
  SharingStatus SupportsCoauth`

const names = (text: string): string[] => text.split(/\s+/)

/** What is wrong with a CheckFileInfo answer. */
export function checkFileInfoProblems(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['no JSON object']
  const info = value as Record<string, unknown>
  const problems = required.filter((name) => info[name] === undefined).map((name) => `${name} is missing`)
  const check = (list: readonly string[], isRight: (value: unknown) => boolean, what: string): void => {
    for (const name of list)
      if (info[name] !== undefined && !isRight(info[name])) problems.push(`${name} is not ${what}`)
  }
  check(names(texts), (found) => typeof found === 'string', 'a text')
  check(names(booleans), (found) => typeof found === 'boolean', 'true or false')
  check(
    names(addresses),
    (found) => found === null || found === '' || (typeof found === 'string' && URL.canParse(found)),
    'an absolute address',
  )
  check(['Size', 'FileNameMaxLength'], Number.isSafeInteger, 'a whole number')
  check(['SupportedShareUrlTypes'], Array.isArray, 'a list')
  for (const name of names(ofAnotherKind)) if (name in info) problems.push(`${name} belongs to another kind of host`)
  return problems
}
