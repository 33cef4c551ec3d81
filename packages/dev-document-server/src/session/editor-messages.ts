import type { ServerMessage } from '../rooms.ts'

/** The host did not take callback 1. Codes and texts as the editors of version 9.3 report them. */
export const saveWarning = {
  type: 'warning',
  warningCode: -101,
  warningDescription:
    "The document could not be saved. Please check connection settings or contact your administrator.<br>When you click the 'OK' button, you will be prompted to download the document.",
} as const satisfies ServerMessage

/** The document comes from the forgotten store. */
export const forgottenWarning = {
  type: 'warning',
  warningCode: -104,
  warningDescription:
    "This file is opened from a server backup copy and is not saved to storage.<br>Use the 'Save as...' option to save it to a drive.",
} as const satisfies ServerMessage

/** The key is burnt, or about to be. */
export const versionChanged = {
  type: 'versionChanged',
  message: 'The file version has been changed.',
} as const satisfies ServerMessage
