import { apiUserFrom } from '../api-objects/api-user.ts';
import { isFromElsewhere } from '../model/directory.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Group } from '../protocol/client-protocol.ts';
import type { JsonObject } from '../protocol/json-object.ts';
import { knownPerson, type Method, page } from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/users.info */
const usersInfo: Method = {
  token: 'bot',
  scopes: ['users:read'],
  run: (call) => {
    const { workspace, args } = call;
    const user = apiUserFrom(knownPerson(call), workspace, {
      withEmail: mayReadEmail(workspace),
      withLocale: args.flag('include_locale'),
    });
    return { user };
  },
};

/** Source: https://docs.slack.dev/reference/methods/users.list */
const usersList: Method = {
  token: 'bot',
  scopes: ['users:read'],
  run: (call) => {
    const { workspace, args } = call;
    const { items, nextCursor } = page(workspace.directory.list(), call, 1_000);
    const asked = { withEmail: mayReadEmail(workspace), withLocale: args.flag('include_locale') };
    return {
      members: items.map((person) => apiUserFrom(person, workspace, asked)),
      cache_ts: Math.floor(workspace.now() / 1_000),
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

/** Source: https://docs.slack.dev/reference/methods/users.lookupByEmail */
const usersLookupByEmail: Method = {
  token: 'bot',
  scopes: ['users:read.email'],
  run: ({ workspace, args }) => {
    const person = workspace.directory.findByEmail(args.text('email'));
    if (!person || person.deleted || isFromElsewhere(person)) throw new SlackRefusal('users_not_found');
    return { user: apiUserFrom(person, workspace, { withEmail: true }) };
  },
};

/** Source: https://docs.slack.dev/reference/methods/usergroups.list */
const usergroupsList: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  run: ({ workspace, args }) => ({
    usergroups: workspace.directory.groups.map((group) => ({
      ...apiGroupFrom(group, workspace),
      ...(args.flag('include_users') ? { users: group.members } : {}),
    })),
  }),
};

/** Source: https://docs.slack.dev/reference/methods/usergroups.users.list */
const usergroupsUsersList: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  run: ({ workspace, args }) => {
    const id = args.text('usergroup');
    const group = workspace.directory.groups.find((each) => each.id === id);
    if (!group) throw new SlackRefusal('no_such_subteam');
    return { users: group.members };
  },
};

export const userMethods = {
  'users.info': usersInfo,
  'users.list': usersList,
  'users.lookupByEmail': usersLookupByEmail,
  'usergroups.list': usergroupsList,
  'usergroups.users.list': usergroupsUsersList,
};

/** Source: https://docs.slack.dev/reference/objects/usergroup-object */
function apiGroupFrom({ id, handle, members }: Group, { content, omissions }: Workspace): JsonObject {
  return {
    id,
    team_id: content.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: handle,
    handle,
    description: '',
    is_external: false,
    date_create: 0,
    date_update: 0,
    date_delete: 0,
    auto_type: null,
    auto_provision: false,
    enterprise_subteam_id: '',
    created_by: 'U0OMAR',
    updated_by: 'U0OMAR',
    deleted_by: null,
    prefs: { channels: [], groups: [] },
    user_count: members.length,
    ...omissions.some(id, {
      channel_count: 0,
      is_section: false,
      is_idp_group: false,
      is_visible: true,
      is_editing_restricted: false,
      is_membership_locked: false,
      is_org_level: false,
    }),
  };
}

function mayReadEmail({ manifest }: Workspace): boolean {
  return manifest.botScopes.includes('users:read.email');
}
