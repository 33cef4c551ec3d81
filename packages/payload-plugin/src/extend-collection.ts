import type { CollectionConfig, CustomComponent, Field } from 'payload'
import { components, prefix } from './names.ts'

const listColumns = ['filename', prefix, 'filesize', 'updatedAt']

/** An upload collection with our places in it: a column in its list, buttons in the document header, an editor tab, "Create new" above the list. */
export function extendCollection(collection: CollectionConfig): CollectionConfig {
  const { admin = {} } = collection
  const { edit, views, beforeListTable } = admin.components ?? {}
  return {
    ...collection,
    fields: [...collection.fields, actionColumn],
    // A list that reads only its columns: ours needs the name.
    ...(admin.enableListViewSelectAPI ? { forceSelect: { ...collection.forceSelect, filename: true } } : {}),
    admin: {
      ...admin,
      defaultColumns: admin.defaultColumns === undefined ? listColumns : withColumn(admin.defaultColumns),
      components: {
        ...admin.components,
        beforeListTable: [...(beforeListTable ?? []), components.createNew],
        edit: {
          ...edit,
          beforeDocumentControls: [...(edit?.beforeDocumentControls ?? []), components.button] as CustomComponent[],
          editMenuItems: [...(edit?.editMenuItems ?? []), components.menuItems] as CustomComponent[],
        },
        views: {
          ...views,
          edit: {
            [prefix]: {
              Component: components.editorTab,
              path: `/${prefix}`,
              tab: { label: tabLabel, href: `/${prefix}` },
            },
            ...views?.edit,
          },
        },
      },
    },
  } as CollectionConfig
}

const tabLabel = ({ t }: { t: (key: string) => string }) => t('openwith:tab')

/** Holds no value: Payload keeps no column for a field of this type. */
const actionColumn: Field = {
  name: prefix,
  type: 'ui',
  label: 'ONLYOFFICE',
  admin: { components: { Cell: components.cell } },
}

const withColumn = (columns: string[]): string[] => (columns.includes(prefix) ? columns : [...columns, prefix])
