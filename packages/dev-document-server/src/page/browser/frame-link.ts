import type { FrameCommand, FrameEvent } from '../../rooms.ts'

/** The page's way to api.js in the window around it. */
export interface FrameLink {
  send(event: string, data?: unknown): void
}

/** Listens to the parent window only, and only to the origin that the frame's address names. */
export function linkFrame(
  settings: { frameEditorId: string; parentOrigin: string },
  onCommand: (command: FrameCommand) => void,
): FrameLink {
  const { frameEditorId, parentOrigin } = settings
  window.addEventListener('message', (message) => {
    if (message.source !== window.parent || message.origin !== parentOrigin || typeof message.data !== 'string') return
    try {
      const command = JSON.parse(message.data)
      if (command?.frameEditorId === frameEditorId && typeof command.command === 'string') onCommand(command)
    } catch {
      // Other scripts of the page talk through the same window.
    }
  })
  return {
    send(event, data) {
      if (parentOrigin === 'null' || window.parent === window) return
      const message: FrameEvent = { frameEditorId, event, ...(data !== undefined && { data }) }
      window.parent.postMessage(JSON.stringify(message), parentOrigin)
    },
  }
}
