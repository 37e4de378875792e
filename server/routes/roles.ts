import { z } from 'zod'
import {
  createDepartment,
  removeDepartment,
  setDepartmentMember,
  updateDepartment,
} from '@muniment/core/departments/write.ts'
import { getDepartment, listDepartments } from '@muniment/core/departments/queries.ts'
import { Department, DepartmentChange, NewDepartment } from '@muniment/core/departments/schema.ts'
import { getMember } from '@muniment/core/members/queries.ts'
import { Member } from '@muniment/core/members/schema.ts'
import { pageOf } from '@muniment/core/page.ts'
import { assignRole, takeRole } from '@muniment/core/roles/assign.ts'
import { previewRole } from '@muniment/core/roles/preview.ts'
import { getRole, listPermissions, listRoles } from '@muniment/core/roles/queries.ts'
import { NewAssignment, NewRole, PermissionShown, Role, RoleChange, RoleImpact } from '@muniment/core/roles/schema.ts'
import { createRole, removeRole, updateRole } from '@muniment/core/roles/write.ts'
import { route } from '../route.ts'

const RoleParams = z.object({ roleId: z.uuid() })
const DepartmentParams = z.object({ departmentId: z.uuid() })
const BelongingParams = DepartmentParams.extend({ memberId: z.uuid() })

export const roleRoutes = [
  route({
    method: 'get',
    path: '/permissions',
    summary: 'What roles can allow',
    access: 'members.read',
    returns: pageOf(PermissionShown),
    handle: ({ ctx }) => listPermissions(ctx),
  }),
  route({
    method: 'get',
    path: '/roles',
    summary: 'The roles that people here can have',
    access: 'members.read',
    returns: pageOf(Role),
    handle: ({ ctx }) => listRoles(ctx),
  }),
  route({
    method: 'post',
    path: '/roles',
    summary: 'Make a role out of the catalogue of permissions',
    access: 'roles.manage',
    body: NewRole,
    returns: Role,
    status: 201,
    handle: ({ ctx, body }) => createRole(ctx, body),
  }),
  route({
    method: 'get',
    path: '/roles/:roleId',
    summary: 'A role',
    access: 'members.read',
    params: RoleParams,
    returns: Role,
    handle: ({ ctx, params }) => getRole(ctx, params.roleId),
  }),
  route({
    method: 'patch',
    path: '/roles/:roleId',
    summary: 'Change a role of the organization',
    access: 'roles.manage',
    params: RoleParams,
    ifMatch: true,
    body: RoleChange,
    returns: Role,
    handle: ({ ctx, params, revision, body }) => updateRole(ctx, params.roleId, revision, body),
  }),
  route({
    method: 'post',
    path: '/roles/:roleId/preview',
    summary: 'How many people would gain or lose what by changing a role',
    access: 'roles.manage',
    params: RoleParams,
    body: RoleChange,
    returns: RoleImpact,
    handle: ({ ctx, params, body }) => previewRole(ctx, params.roleId, body),
  }),
  route({
    method: 'delete',
    path: '/roles/:roleId',
    summary: 'Remove a role that nobody holds',
    access: 'roles.manage',
    params: RoleParams,
    handle: ({ ctx, params }) => removeRole(ctx, params.roleId),
  }),
  route({
    method: 'post',
    path: '/members/:memberId/roles',
    summary: 'Give somebody a role, everywhere or for a department, perhaps for a time',
    access: 'roles.assign',
    params: z.object({ memberId: z.uuid() }),
    body: NewAssignment,
    returns: Member,
    status: 201,
    handle: async ({ ctx, params, body }) => {
      await assignRole(ctx, params.memberId, body)
      return getMember(ctx, params.memberId)
    },
  }),
  route({
    method: 'delete',
    path: '/members/:memberId/roles/:assignmentId',
    summary: 'Take a role away',
    access: 'roles.assign',
    params: z.object({ memberId: z.uuid(), assignmentId: z.uuid() }),
    handle: ({ ctx, params }) => takeRole(ctx, params.memberId, params.assignmentId),
  }),
]

export const departmentRoutes = [
  route({
    method: 'get',
    path: '/departments',
    summary: 'The departments, all of them',
    access: 'organization.read',
    returns: pageOf(Department),
    handle: ({ ctx }) => listDepartments(ctx),
  }),
  route({
    method: 'post',
    path: '/departments',
    summary: 'Make a department',
    access: 'departments.manage',
    body: NewDepartment,
    returns: Department,
    status: 201,
    handle: ({ ctx, body }) => createDepartment(ctx, body),
  }),
  route({
    method: 'get',
    path: '/departments/:departmentId',
    summary: 'A department',
    access: 'organization.read',
    params: DepartmentParams,
    returns: Department,
    handle: ({ ctx, params }) => getDepartment(ctx, params.departmentId),
  }),
  route({
    method: 'patch',
    path: '/departments/:departmentId',
    summary: 'Rename or move a department, or give it another manager',
    access: 'departments.manage',
    params: DepartmentParams,
    ifMatch: true,
    body: DepartmentChange,
    returns: Department,
    handle: ({ ctx, params, revision, body }) => updateDepartment(ctx, params.departmentId, revision, body),
  }),
  route({
    method: 'delete',
    path: '/departments/:departmentId',
    summary: 'Remove a department that has none below it',
    access: 'departments.manage',
    params: DepartmentParams,
    handle: ({ ctx, params }) => removeDepartment(ctx, params.departmentId),
  }),
  route({
    method: 'put',
    path: '/departments/:departmentId/members/:memberId',
    summary: 'Put somebody into a department',
    access: 'departments.manage',
    params: BelongingParams,
    handle: ({ ctx, params }) => setDepartmentMember(ctx, params.departmentId, params.memberId, true),
  }),
  route({
    method: 'delete',
    path: '/departments/:departmentId/members/:memberId',
    summary: 'Take somebody out of a department',
    access: 'departments.manage',
    params: BelongingParams,
    handle: ({ ctx, params }) => setDepartmentMember(ctx, params.departmentId, params.memberId, false),
  }),
]
