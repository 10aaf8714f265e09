import type { Channel, Membership } from '../../src/domain/channel.ts';
import type { Person } from '../../src/domain/person.ts';
import type { ActionAccessContext } from '../../src/policy/authorize.ts';
import { aChannel } from './a-channel.ts';
import { aPerson } from './a-person.ts';

/** Helga in #helpdesk, of which she is a member; Slack returns both. */
export function anAccessContext(
  given: {
    readonly person?: Partial<Person>;
    readonly channel?: Partial<Channel>;
    readonly membership?: Membership;
  } = {},
): ActionAccessContext {
  return {
    person: { kind: 'found', person: aPerson(given.person) },
    channel: { kind: 'found', channel: aChannel(given.channel) },
    membership: given.membership ?? 'member',
  };
}
