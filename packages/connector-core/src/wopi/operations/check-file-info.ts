import { blankKinds } from '../../create/index.ts'
import { answerJson } from '../answer.ts'
import type { FileCall } from '../call.ts'
import { mayWrite } from '../call.ts'
import { isCollabora } from '../collabora.ts'
import { directAddress, hostPages } from '../file-links.ts'
import { splitName } from '../requested-name.ts'
import { templateAddress } from '../template.ts'
import { wopiUserId } from '../user-id.ts'
import { readUserInfo } from './put-user-info.ts'

/**
 * CheckFileInfo: cheap, and without effects. What the host cannot do is not advertised. Sources: WOPI, CheckFileInfo; Collabora Online SDK, "CheckFileInfo
 * extended response properties"; ONLYOFFICE docs, "Using WOPI > CheckFileInfo".
 */
export async function checkFileInfo(call: FileCall): Promise<Response> {
  const { core, document, user, permissions, claims } = call
  const { host } = core
  const [item, mayCreate, userInfo, loaded, fileUrl, isAdmin] = await Promise.all([
    core.itemVersions.of(document),
    host.documents.create !== undefined && core.wopiFeatures.relative
      ? host.access.mayCreate(user, { beside: document.id })
      : false,
    readUserInfo(core, user.id),
    call.server === null ? null : core.wopiServers.known(call.server),
    directAddress(call),
    host.access.mayAdminister(user),
  ])
  const { origin } = new URL(host.mount().publicUrl)
  const { stem, ending } = splitName(document.name)
  const writes = claims.right === 'edit' && mayWrite(permissions)
  const edits = writes && permissions.edit
  const collabora = loaded !== null && isCollabora(loaded.discovery)
  // beside reviewing it is less; but Collabora reviews for nobody who may not edit
  const onlyComments = writes && !edits && permissions.comment === true && (collabora || permissions.review !== true)
  // Collabora wants both; to all others, writing means everything
  const canWrite = edits || (onlyComments && collabora)
  const folders = core.wopiFeatures.containers ? host.folders : undefined
  const userId = wopiUserId(user.id)
  const ownerId = document.ownerId === undefined ? 'owner' : wopiUserId(document.ownerId)
  const pages = hostPages(call, document)
  const sharing = host.pages?.document !== undefined

  const info: Record<string, unknown> = {
    BaseFileName: document.name,
    FileExtension: ending,
    OwnerId: ownerId,
    Size: document.size,
    Version: item.version,
    LastModifiedTime: item.lastModified,

    UserId: userId,
    UserFriendlyName: user.name,
    IsAnonymousUser: false,
    IsAdminUser: isAdmin,
    IsEduUser: false,
    LicenseCheckForEditIsEnabled: false,
    UserInfo: userInfo,

    SupportsUpdate: true,
    SupportsLocks: true,
    SupportsGetLock: true,
    SupportsExtendedLockLength: true,
    SupportsUserInfo: true,
    SupportsRename: host.documents.rename !== undefined,
    SupportsDeleteFile: host.documents.delete !== undefined,
    SupportsAddActivities: host.documents.addActivity !== undefined,
    SupportsContainers: folders !== undefined,
    SupportsEcosystem: folders !== undefined,
    SupportsFolders: false,
    SupportsReviewing: true,
    ...(sharing ? { SupportedShareUrlTypes: edits ? ['ReadOnly', 'ReadWrite'] : ['ReadOnly'] } : {}),
    // the host page shows the address
    ...(sharing ? { EnableShare: true, FileSharingPostMessage: true, FileSharingUrl: pages.HostViewUrl } : {}),

    UserCanWrite: canWrite,
    // for whoever may write it is a right as well, to ONLYOFFICE that to track changes
    UserCanReview: writes && (permissions.review ?? permissions.edit),
    UserCanOnlyComment: onlyComments,
    UserCanRename: edits && host.documents.rename !== undefined && (permissions.rename ?? true),
    UserCanNotWriteRelative: !(mayCreate && claims.right === 'edit'),
    ReadOnly: !writes,

    // the host page lets people pick one
    EnableInsertRemoteImage: edits && host.documents.list !== undefined,
    PostMessageOrigin: origin,
    ClosePostMessage: true,
    EditModePostMessage: true,
    EditNotificationPostMessage: true,
    BreadcrumbDocName: stem,
    ...(document.folder === undefined ? {} : { BreadcrumbFolderName: document.folder }),
    ...pages,
    FileUrl: fileUrl,
    ...(permissions.download ? { DownloadUrl: `${fileUrl}&download=1` } : {}),

    ...restrictions(call),
    HideSaveOption: !writes,
    DisableInactiveMessages: false,
    EnableOwnerTermination: ownerId === userId && writes,
    HasContentRange: true,
    UserExtraInfo: extraInfo(call),
  }
  if (document.size === 0 && loaded?.capabilities.templateSource === true && writes) {
    const kind = blankKinds.find((known) => `.${known}` === ending.toLowerCase())
    if (kind !== undefined) info.TemplateSource = await templateAddress(call, kind)
  }
  return answerJson(info)
}

/** Nothing is only hidden: what a menu hides, the editor's server refuses. */
function restrictions({ permissions }: FileCall): Record<string, unknown> {
  const { print, download, copy, watermark } = permissions
  return {
    DisablePrint: !print,
    HidePrintOption: !print,
    DisableExport: !download,
    HideExportOption: !download,
    // true also takes away the editor's own printing and slide show, for web views of native apps that can do neither
    DownloadAsPostMessage: false,
    DisableCopy: !copy,
    ...(copy ? {} : { CopyPasteRestrictions: 'BlockAll' }),
    ...(watermark === undefined ? {} : { WatermarkText: watermark }),
  }
}

function extraInfo({ core, user }: FileCall): Record<string, string> {
  const { avatarUrl, email } = user
  const base = `${core.host.mount().publicUrl.replace(/\/+$/, '')}/`
  const avatar =
    avatarUrl === undefined || !URL.canParse(avatarUrl, base)
      ? undefined
      : /^https?:/i.test(avatarUrl)
        ? avatarUrl
        : `${base}${avatarUrl.replace(/^\/+/, '')}`
  return { ...(avatar === undefined ? {} : { avatar }), ...(email === undefined ? {} : { mail: email }) }
}
