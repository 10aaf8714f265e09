import { groups, people } from '../people.ts';
import type { WorkspaceContent } from './model/workspace-content.ts';

/** The default content of the workspace. */
export const acme: WorkspaceContent = {
  team: { id: 'T0ACME', name: 'Acme', domain: 'acme' },
  partner: { id: 'T0PARTNER', name: 'Partner Inc.', domain: 'partner' },
  app: { id: 'A0BOUNCER', botId: 'B0BOUNCER', botUserId: 'U0BOUNCER' },
  people,
  groups,
  channels: [
    {
      id: 'C0HELPDESK',
      name: 'helpdesk',
      kind: 'private',
      topic: 'Ask here when your VPN hangs.',
      // Gus is a guest in a channel that may kick, so that he is denied for being a guest.
      members: ['U0HELGA', 'U0OMAR', 'U0GUS'],
      hasBot: true,
    },
    {
      id: 'C0SECOPS',
      name: 'secops',
      kind: 'private',
      topic: 'Security response',
      members: ['U0OMAR', 'U0ANNA'],
      hasBot: true,
    },
    {
      id: 'C0LEADS',
      name: 'leads',
      kind: 'private',
      topic: 'Team leads',
      members: ['U0LENA', 'U0HELGA', 'U0OMAR'],
      hasBot: true,
    },
    {
      id: 'C0AUDIT',
      name: 'vpn-audit',
      kind: 'private',
      topic: 'Every action, who took it, and why',
      members: ['U0HELGA', 'U0OMAR', 'U0LENA'],
      hasBot: true,
    },
    {
      id: 'C0GENERAL',
      name: 'general',
      kind: 'public',
      topic: 'Everyone at Acme',
      members: people
        .filter((person) => person.kind === 'member' || person.kind === 'guest')
        .map((p) => p.id),
      hasBot: true,
    },
    {
      id: 'C0SHARED',
      name: 'partners',
      kind: 'shared',
      topic: 'Shared with Partner Inc.',
      members: ['U0HELGA', 'U0OMAR', 'U0LENA', 'U0OTTO'],
      hasBot: true,
    },
    {
      id: 'C0PRIVATE',
      name: 'board',
      kind: 'private',
      topic: 'Bouncer isn’t in this channel',
      members: ['U0OMAR', 'U0LENA'],
      hasBot: false,
    },
  ],
};
