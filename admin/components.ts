import { fileURLToPath } from 'node:url'
import { ComponentLoader } from 'adminjs'

export const componentLoader = new ComponentLoader()

function at(file: string): string {
  return fileURLToPath(new URL(`components/${file}`, import.meta.url))
}

/** The console's own parts, by the names that the bundle gives them. */
export const components = {
  act: componentLoader.add('Act', at('Act.tsx')),
  access: componentLoader.add('Access', at('Access.tsx')),
  departmentTree: componentLoader.add('DepartmentTree', at('DepartmentTree.tsx')),
  roleMatrix: componentLoader.add('RoleMatrix', at('RoleMatrix.tsx')),
  overview: componentLoader.add('Overview', at('Overview.tsx')),
  value: componentLoader.add('Value', at('Value.tsx')),
}

componentLoader.override('TopBar', at('TopBar.tsx'))
componentLoader.override('SidebarResourceSection', at('Navigation.tsx'))
componentLoader.override('SidebarBranding', at('SidebarBranding.tsx'))
componentLoader.override('SidebarFooter', at('SidebarFooter.tsx'))
componentLoader.override('NoRecords', at('NoRecords.tsx'))
