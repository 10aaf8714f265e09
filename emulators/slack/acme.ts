import { cast, groups } from '../cast.ts';
import type { WorkspaceContent } from './model/workspace-content.ts';

/** The company that the workspace holds unless a test brings its own. */
export const acme: WorkspaceContent = {
  team: { id: 'T0ACME', name: 'Acme', domain: 'acme' },
  partner: { id: 'T0PARTNER', name: 'Partner Inc.', domain: 'partner' },
  app: { id: 'A0BOUNCER', botId: 'B0BOUNCER', botUserId: 'U0BOUNCER' },
  people: cast,
  groups,
  channels: [
    {
      id: 'C0HELPDESK',
      name: 'helpdesk',
      kind: 'private',
      topic: 'Somebody’s VPN hangs? Here.',
      // Gus is a guest in a room that may kick, so that what refuses him is who he is.
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
      topic: 'What was done to whom, by whom and why',
      members: ['U0HELGA', 'U0OMAR', 'U0LENA'],
      hasBot: true,
    },
    {
      id: 'C0GENERAL',
      name: 'general',
      kind: 'public',
      topic: 'Everybody at Acme',
      members: cast.filter((person) => person.kind === 'member' || person.kind === 'guest').map((p) => p.id),
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
      topic: 'The bot is not in here',
      members: ['U0OMAR', 'U0LENA'],
      hasBot: false,
    },
  ],
};
