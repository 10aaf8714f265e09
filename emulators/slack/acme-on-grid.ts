import { acme } from './acme.ts';
import type { WorkspaceContent } from './model/workspace-content.ts';

const acmeGroup = { id: 'E0ACME', name: 'Acme Group' };

/**
 * Acme as one of the workspaces of an Enterprise Grid organization, with people and channels of the company's other
 * workspace; the partner is on a Grid of its own.
 */
export const acmeOnGrid: WorkspaceContent = {
  ...acme,
  team: { ...acme.team, organization: acmeGroup },
  siblings: [{ id: 'T0LABS', name: 'Acme Labs', domain: 'acme-labs', organization: acmeGroup }],
  partner: { ...acme.partner, organization: { id: 'E0PARTNER', name: 'Partner Group' } },
  people: [
    ...acme.people,
    {
      id: 'W0GRETA',
      name: 'greta',
      realName: 'Greta Gruber',
      about: 'Helpdesk of Acme Labs, and of this workspace as well.',
      kind: 'member',
      email: 'greta@example.com',
      isEmailConfirmed: true,
      workspaces: ['T0LABS', 'T0ACME'],
    },
    {
      id: 'W0NILS',
      name: 'nils',
      realName: 'Nils Nyberg',
      about: 'Acme Labs alone: no member of this workspace.',
      kind: 'member',
      email: 'nils@example.com',
      isEmailConfirmed: true,
      workspaces: ['T0LABS'],
    },
  ],
  channels: [
    ...acme.channels.map((channel) =>
      channel.id === 'C0HELPDESK' ? { ...channel, members: [...channel.members, 'W0GRETA'] } : channel,
    ),
    {
      id: 'C0ORGDESK',
      name: 'company-helpdesk',
      kind: 'private',
      topic: 'Helpdesks of all of Acme’s workspaces',
      members: ['U0HELGA', 'W0GRETA', 'W0NILS'],
      hasBot: true,
      isOrgShared: true,
    },
  ],
};
