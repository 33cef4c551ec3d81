export { defineEditorElement } from '@openwith/connector-core/browser'
