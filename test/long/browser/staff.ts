import { acme } from '../../../emulators/slack/acme.ts';
import type { PersonContent, WorkspaceContent } from '../../../emulators/slack/model/workspace-content.ts';
import { nightlySetups, type PageSetup, quickSetups } from './page-setups.ts';

const roles = ['helpdesk', 'requester', 'responder', 'lead', 'auditor', 'guest'] as const;
type Role = (typeof roles)[number];

/**
 * A modal belongs to a person, not to a window, and a setup’s tests run at the same time: so each setup has its own
 * person for each role.
 */
export function staffOf({ id }: PageSetup, role: Role): PersonContent {
  const name = `${role}-${id}`;
  return {
    id: `U0${name.replaceAll('-', '').toUpperCase()}`,
    name,
    realName: `${role} ${id}`,
    about: `The ${role} of one setup.`,
    kind: role === 'guest' ? 'guest' : 'member',
    email: `${name}@example.com`,
    isEmailConfirmed: true,
  };
}

const membersOf: Readonly<Record<string, readonly Role[]>> = {
  C0HELPDESK: ['helpdesk', 'guest'],
  C0SECOPS: ['requester', 'responder'],
  C0LEADS: ['lead'],
  C0AUDIT: ['helpdesk', 'auditor'],
};

/** Acme with staff for every setup. */
export const staffedAcme: WorkspaceContent = {
  ...acme,
  people: [...acme.people, ...everybody(...roles)],
  channels: acme.channels.map((channel) => {
    const members = everybody(...(membersOf[channel.id] ?? [])).map(({ id }) => id);
    return { ...channel, members: [...channel.members, ...members] };
  }),
};

function everybody(...wanted: readonly Role[]): readonly PersonContent[] {
  return [...quickSetups, ...nightlySetups].flatMap((setup) => wanted.map((role) => staffOf(setup, role)));
}
