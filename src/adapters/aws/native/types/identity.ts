import type { Facet, NativeType, Reading } from '../native-type.ts';

/** Attached and inline policies are the same for roles, users and groups but for the word in the operations' names. */
function policies(kind: 'Role' | 'User' | 'Group'): readonly Facet[] {
  const name = { [`${kind}Name`]: `$.${kind}Name` };
  return [
    {
      clearFirst: true,
      properties: { ManagedPolicyArns: { in: 'PolicyArns', out: '', as: { pluck: 'PolicyArn' } } },
      read: { operation: `ListAttached${kind}Policies`, input: name, at: 'AttachedPolicies', page: ['Marker', 'Marker'] },
      write: {
        kind: 'members',
        key: 'PolicyArn',
        add: { operation: `Attach${kind}Policy`, input: { ...name, PolicyArn: '$item.PolicyArn' } },
        remove: { operation: `Detach${kind}Policy`, input: { ...name, PolicyArn: '$key' } },
      },
    },
    {
      clearFirst: true,
      properties: {
        Policies: {
          in: 'Policies',
          out: '',
          as: { each: { PolicyName: 'PolicyName', PolicyDocument: { in: 'PolicyDocument', out: 'PolicyDocument', as: 'json-text' } } },
        },
      },
      read: {
        operation: `List${kind}Policies`,
        input: name,
        at: 'PolicyNames',
        page: ['Marker', 'Marker'],
        each: { operation: `Get${kind}Policy`, input: { ...name, PolicyName: '$item' } },
      },
      write: {
        kind: 'members',
        key: 'PolicyName',
        add: { operation: `Put${kind}Policy`, input: { ...name, PolicyName: '$item.PolicyName', PolicyDocument: '$item.PolicyDocument' } },
        remove: { operation: `Delete${kind}Policy`, input: { ...name, PolicyName: '$key' } },
      },
    },
  ];
}

function boundary(kind: 'Role' | 'User'): Facet {
  const name = { [`${kind}Name`]: `$.${kind}Name` };
  return {
    create: true,
    properties: { PermissionsBoundary: { in: 'PermissionsBoundary', out: 'PermissionsBoundary.PermissionsBoundaryArn' } },
    write: {
      kind: 'put',
      call: { operation: `Put${kind}PermissionsBoundary`, input: name },
      remove: { operation: `Delete${kind}PermissionsBoundary`, input: name },
    },
  };
}

function tags(kind: 'Role' | 'User'): Facet {
  const name = { [`${kind}Name`]: `$.${kind}Name` };
  return {
    create: true,
    properties: { Tags: 'Tags' },
    write: {
      kind: 'members',
      key: 'Key',
      batch: true,
      add: { operation: `Tag${kind}`, input: { ...name, Tags: '$items' } },
      remove: { operation: `Untag${kind}`, input: { ...name, TagKeys: '$keys' } },
    },
  };
}

const role = { RoleName: '$.RoleName' };
const policy = { PolicyArn: '$.PolicyArn' };

/** The versions of a policy but for the default one. */
function otherVersions(property: string, without?: Reading['without']): Facet {
  const listed: Reading = { operation: 'ListPolicyVersions', input: policy, at: 'Versions', page: ['Marker', 'Marker'], unless: { IsDefaultVersion: true } };
  return {
    properties: { [property]: { in: property, out: '', as: { each: { VersionId: 'VersionId' } } } },
    read: without === undefined ? listed : { ...listed, without },
    write: {
      kind: 'members',
      key: 'VersionId',
      add: { operation: 'GetPolicyVersion', input: { ...policy, VersionId: '$key' } },
      remove: { operation: 'DeletePolicyVersion', input: { ...policy, VersionId: '$key' } },
    },
    internal: true,
  };
}

export const identity: readonly NativeType[] = [
  {
    type: 'AWS::IAM::Role',
    service: 'iam',
    identifier: ['RoleName'],
    create: { operation: 'CreateRole', at: 'Role' },
    read: { operation: 'GetRole', input: role, at: 'Role' },
    list: { operation: 'ListRoles', items: 'Roles', identity: { RoleName: 'RoleName' }, page: ['Marker', 'Marker'] },
    delete: [{ operation: 'DeleteRole', input: role }],
    facets: [
      { create: true, properties: { RoleName: 'RoleName', Path: 'Path', Arn: { out: 'Arn' }, RoleId: { out: 'RoleId' } } },
      {
        create: true,
        properties: { AssumeRolePolicyDocument: { in: 'AssumeRolePolicyDocument', out: 'AssumeRolePolicyDocument', as: 'json-text' } },
        write: {
          kind: 'put',
          call: { operation: 'UpdateAssumeRolePolicy', input: role },
          mapping: { AssumeRolePolicyDocument: { in: 'PolicyDocument', as: 'json-text' } },
        },
      },
      {
        create: true,
        properties: { Description: 'Description', MaxSessionDuration: 'MaxSessionDuration' },
        // UpdateRole sets both: what is left out goes back to nothing, or to the default of an hour.
        write: { kind: 'put', call: { operation: 'UpdateRole', input: role } },
      },
      boundary('Role'),
      ...policies('Role'),
      tags('Role'),
    ],
  },
  {
    type: 'AWS::IAM::ManagedPolicy',
    service: 'iam',
    identifier: ['PolicyArn'],
    create: { operation: 'CreatePolicy', at: 'Policy', identity: { PolicyArn: 'Arn' } },
    read: { operation: 'GetPolicy', input: policy, at: 'Policy' },
    list: { operation: 'ListPolicies', input: { Scope: 'Local' }, items: 'Policies', identity: { PolicyArn: 'Arn' }, page: ['Marker', 'Marker'] },
    search: {
      operation: 'ListPolicies',
      input: { Scope: 'Local' },
      items: 'Policies',
      where: { PolicyName: '$.ManagedPolicyName' },
      identity: { PolicyArn: 'Arn' },
      page: ['Marker', 'Marker'],
    },
    delete: [{ operation: 'DeletePolicy', input: policy }],
    facets: [
      {
        create: true,
        properties: {
          ManagedPolicyName: { in: 'PolicyName', out: 'PolicyName' },
          Path: 'Path',
          Description: 'Description',
          DefaultVersionId: { out: 'DefaultVersionId' },
        },
      },
      {
        create: true,
        properties: { PolicyDocument: { in: 'PolicyDocument', out: 'Document', as: 'json-text' } },
        read: { operation: 'GetPolicyVersion', input: { ...policy, VersionId: '$.DefaultVersionId' }, at: 'PolicyVersion' },
        write: { kind: 'put', call: { operation: 'CreatePolicyVersion', input: { ...policy, SetAsDefault: true } } },
      },
      // A policy is deleted only when its default version is its last one (IAM API reference, DeletePolicy).
      { clearFirst: true, ...otherVersions('Versions') },
      // It has five versions at most (IAM API reference, CreatePolicyVersion): with three besides the default one there is room for one more.
      { roomFor: 'PolicyDocument', ...otherVersions('OldVersions', { newest: 3, by: 'CreateDate' }) },
      {
        ...tags('Role'),
        write: {
          kind: 'members',
          key: 'Key',
          batch: true,
          add: { operation: 'TagPolicy', input: { ...policy, Tags: '$items' } },
          remove: { operation: 'UntagPolicy', input: { ...policy, TagKeys: '$keys' } },
        },
      },
    ],
  },
  {
    type: 'AWS::IAM::InstanceProfile',
    service: 'iam',
    identifier: ['InstanceProfileName'],
    create: { operation: 'CreateInstanceProfile', at: 'InstanceProfile' },
    read: { operation: 'GetInstanceProfile', input: { InstanceProfileName: '$.InstanceProfileName' }, at: 'InstanceProfile' },
    list: {
      operation: 'ListInstanceProfiles',
      items: 'InstanceProfiles',
      identity: { InstanceProfileName: 'InstanceProfileName' },
      page: ['Marker', 'Marker'],
    },
    delete: [{ operation: 'DeleteInstanceProfile', input: { InstanceProfileName: '$.InstanceProfileName' } }],
    facets: [
      { create: true, properties: { InstanceProfileName: 'InstanceProfileName', Path: 'Path', Arn: { out: 'Arn' } } },
      {
        clearFirst: true,
        properties: { Roles: { in: 'Roles', out: 'Roles', as: { pluck: 'RoleName' } } },
        write: {
          kind: 'members',
          key: 'RoleName',
          add: { operation: 'AddRoleToInstanceProfile', input: { InstanceProfileName: '$.InstanceProfileName', RoleName: '$item.RoleName' } },
          remove: { operation: 'RemoveRoleFromInstanceProfile', input: { InstanceProfileName: '$.InstanceProfileName', RoleName: '$key' } },
        },
      },
    ],
  },
  {
    type: 'AWS::IAM::User',
    service: 'iam',
    identifier: ['UserName'],
    create: { operation: 'CreateUser', at: 'User' },
    read: { operation: 'GetUser', input: { UserName: '$.UserName' }, at: 'User' },
    list: { operation: 'ListUsers', items: 'Users', identity: { UserName: 'UserName' }, page: ['Marker', 'Marker'] },
    delete: [{ operation: 'DeleteUser', input: { UserName: '$.UserName' } }],
    facets: [
      { create: true, properties: { UserName: 'UserName', Arn: { out: 'Arn' } } },
      {
        create: true,
        properties: { Path: 'Path' },
        write: { kind: 'put', call: { operation: 'UpdateUser', input: { UserName: '$.UserName' } }, mapping: { Path: 'NewPath' } },
      },
      {
        clearFirst: true,
        properties: { Groups: { in: 'Groups', out: '', as: { pluck: 'GroupName' } } },
        read: { operation: 'ListGroupsForUser', input: { UserName: '$.UserName' }, at: 'Groups', page: ['Marker', 'Marker'] },
        write: {
          kind: 'members',
          key: 'GroupName',
          add: { operation: 'AddUserToGroup', input: { UserName: '$.UserName', GroupName: '$item.GroupName' } },
          remove: { operation: 'RemoveUserFromGroup', input: { UserName: '$.UserName', GroupName: '$key' } },
        },
      },
      boundary('User'),
      ...policies('User'),
      tags('User'),
    ],
  },
  {
    type: 'AWS::IAM::Group',
    service: 'iam',
    identifier: ['GroupName'],
    create: { operation: 'CreateGroup', at: 'Group' },
    read: { operation: 'GetGroup', input: { GroupName: '$.GroupName' }, at: 'Group' },
    list: { operation: 'ListGroups', items: 'Groups', identity: { GroupName: 'GroupName' }, page: ['Marker', 'Marker'] },
    delete: [{ operation: 'DeleteGroup', input: { GroupName: '$.GroupName' } }],
    facets: [
      { create: true, properties: { GroupName: 'GroupName', Arn: { out: 'Arn' } } },
      {
        create: true,
        properties: { Path: 'Path' },
        write: { kind: 'put', call: { operation: 'UpdateGroup', input: { GroupName: '$.GroupName' } }, mapping: { Path: 'NewPath' } },
      },
      ...policies('Group'),
    ],
  },
];
