import { apiUserFrom } from '../api-objects/api-user.ts';
import type { Workspace } from '../model/workspace.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { knownPerson, type Method, page } from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/users.info */
const usersInfo: Method = {
  token: 'bot',
  scopes: ['users:read'],
  run: (call) => ({ user: apiUserFrom(knownPerson(call), { withEmail: mayReadEmail(call.workspace) }) }),
};

/** Source: https://docs.slack.dev/reference/methods/users.list */
const usersList: Method = {
  token: 'bot',
  scopes: ['users:read'],
  run: (call) => {
    const { items, nextCursor } = page(call.workspace.directory.list(), call, 1_000);
    const withEmail = mayReadEmail(call.workspace);
    return {
      members: items.map((person) => apiUserFrom(person, { withEmail })),
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
    if (!person || person.deleted || person.isStranger) throw new SlackRefusal('users_not_found');
    return { user: apiUserFrom(person, { withEmail: true }) };
  },
};

/** Source: https://docs.slack.dev/reference/methods/usergroups.list */
const usergroupsList: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  run: ({ workspace, args }) => ({
    usergroups: workspace.directory.groups.map(({ id, handle, members }) => ({
      id,
      team_id: workspace.content.team.id,
      is_usergroup: true,
      name: handle,
      handle,
      description: '',
      is_external: false,
      user_count: members.length,
      ...(args.flag('include_users') ? { users: members } : {}),
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

function mayReadEmail({ manifest }: Workspace): boolean {
  return manifest.botScopes.includes('users:read.email');
}
