import type { Random } from '../../../emulators/ec2/model/random.ts';
import type { ChannelName } from '../../e2e/support/person-at-work.ts';
import type { TestWorkspace } from '../../e2e/support/test-workspace.ts';

/** One kick that a person requests. */
export interface KickRequest {
  readonly person: string;
  readonly channel: ChannelName;
  /** The target typed after `/vpn kick`. */
  readonly targetRef: string;
  /** The name typed to confirm a kick of everyone on an endpoint. */
  readonly endpoint?: string;
}

/** People who request kicks. */
export const kickers = ['U0HELGA', 'U0OMAR', 'U0LENA', 'U0BOB', 'U0ANNA', 'U0JOANNA'] as const;

/** Adds all of them to the channels that may kick, and to the audit channel. */
export function inviteAll({ slack }: TestWorkspace): void {
  for (const id of ['C0HELPDESK', 'C0SECOPS', 'C0AUDIT'])
    slack.control.changeChannel({ id, members: kickers });
}

/**
 * Generates this many kick requests and opens the connections for them: one or several of a name, on one endpoint or
 * two, with user names or certificates. Some requests are made by two people. Every second run begins with a kick of
 * everyone on an endpoint.
 */
export function randomKickRequests(
  workspace: TestWorkspace,
  random: Random,
  count: number,
  run: number,
): readonly KickRequest[] {
  const requests: KickRequest[] = run % 2 === 0 ? [everyoneOnLab(workspace, run)] : [];
  while (requests.length < count) {
    const targetRef = connectSomebody(workspace, random, `run${run}-${requests.length}@example.com`);
    const isRequestedTwice = random.chance(0.2);
    for (let times = isRequestedTwice ? 2 : 1; times > 0; times -= 1) {
      const person = kickers[requests.length % kickers.length] ?? kickers[0];
      requests.push({ person, channel: random.chance(0.5) ? 'helpdesk' : 'secops', targetRef });
    }
  }
  return requests;
}

function everyoneOnLab(workspace: TestWorkspace, run: number): KickRequest {
  for (let person = 0; person < 8; person += 1) workspace.connect('lab', `run${run}-laptop${person}`);
  return { person: kickers[0], channel: 'secops', targetRef: 'all on lab', endpoint: 'lab' };
}

function connectSomebody(workspace: TestWorkspace, random: Random, name: string): string {
  switch (random.below(4)) {
    case 0:
      return workspace.connect('prod-eu', name)[0] ?? name;
    case 1:
      workspace.connect('prod-eu', name, 2 + random.below(3));
      return name;
    case 2:
      workspace.connect('prod-eu', name);
      workspace.connect('prod-us', name);
      return name;
    default:
      workspace.connect('lab', name);
      return name;
  }
}
