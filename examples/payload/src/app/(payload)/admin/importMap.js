import {
  CheckConnection as CheckConnection_cb91f40e025ef877e39b3b0b48608b87,
  CreateNew as CreateNew_cb91f40e025ef877e39b3b0b48608b87,
  EditMenuItems as EditMenuItems_cb91f40e025ef877e39b3b0b48608b87,
  LockList as LockList_cb91f40e025ef877e39b3b0b48608b87,
  OpenButton as OpenButton_cb91f40e025ef877e39b3b0b48608b87,
  OpenCell as OpenCell_cb91f40e025ef877e39b3b0b48608b87,
  RecoveryList as RecoveryList_cb91f40e025ef877e39b3b0b48608b87,
  SecretField as SecretField_cb91f40e025ef877e39b3b0b48608b87,
} from '@openwith/payload-plugin/client'
import {
  EditorPage as EditorPage_883442754ecfcd4205db2c2c3d3d5c53,
  EditorTab as EditorTab_883442754ecfcd4205db2c2c3d3d5c53,
} from '@openwith/payload-plugin/rsc'
import { CollectionCards as CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1 } from '@payloadcms/next/rsc'

/** @type import('payload').ImportMap */
export const importMap = {
  '@openwith/payload-plugin/client#OpenCell': OpenCell_cb91f40e025ef877e39b3b0b48608b87,
  '@openwith/payload-plugin/client#CreateNew': CreateNew_cb91f40e025ef877e39b3b0b48608b87,
  '@openwith/payload-plugin/client#OpenButton': OpenButton_cb91f40e025ef877e39b3b0b48608b87,
  '@openwith/payload-plugin/client#EditMenuItems': EditMenuItems_cb91f40e025ef877e39b3b0b48608b87,
  '@openwith/payload-plugin/rsc#EditorTab': EditorTab_883442754ecfcd4205db2c2c3d3d5c53,
  '@openwith/payload-plugin/client#SecretField': SecretField_cb91f40e025ef877e39b3b0b48608b87,
  '@openwith/payload-plugin/client#CheckConnection': CheckConnection_cb91f40e025ef877e39b3b0b48608b87,
  '@openwith/payload-plugin/client#RecoveryList': RecoveryList_cb91f40e025ef877e39b3b0b48608b87,
  '@openwith/payload-plugin/client#LockList': LockList_cb91f40e025ef877e39b3b0b48608b87,
  '@openwith/payload-plugin/rsc#EditorPage': EditorPage_883442754ecfcd4205db2c2c3d3d5c53,
  '@payloadcms/next/rsc#CollectionCards': CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1,
}
