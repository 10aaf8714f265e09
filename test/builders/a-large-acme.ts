import { acme } from '../../emulators/slack/acme.ts';
import type { WorkspaceContent } from '../../emulators/slack/model/workspace-content.ts';

/** Acme with so many more people, `U90` and on, who are all of them in the user group `@field`. */
export function aLargeAcme(count: number): WorkspaceContent {
  const people = Array.from({ length: count }, (_, index) => ({
    id: `U9${index}`,
    name: `person${index}`,
    realName: `Person ${index}`,
    about: 'Of a large team',
    kind: 'member' as const,
    email: `person${index}@example.com`,
    isEmailConfirmed: true,
  }));
  const group = { id: 'S0FIELD', handle: 'field', members: people.map(({ id }) => id) };
  return { ...acme, people: [...acme.people, ...people], groups: [...acme.groups, group] };
}
