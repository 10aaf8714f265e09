import type { Random } from '../../../emulators/ec2/model/random.ts';
import type { ChannelName } from '../../e2e/support/person-at-work.ts';
import type { TestWorkspace } from '../../e2e/support/test-workspace.ts';

/** One kick that somebody asks for. */
export interface Order {
  readonly person: string;
  readonly channel: ChannelName;
  /** What is typed after `/vpn kick`. */
  readonly targetRef: string;
  /** What is typed to confirm it, where everyone on an endpoint is meant. */
  readonly endpoint?: string;
}

/** Everyone who is let into a channel that may kick. */
export const kickers = ['U0HELGA', 'U0OMAR', 'U0LENA', 'U0BOB', 'U0ANNA', 'U0JOANNA'] as const;

/** Lets all of them into both channels that may kick. */
export function letIn({ slack }: TestWorkspace): void {
  for (const id of ['C0HELPDESK', 'C0SECOPS', 'C0AUDIT'])
    slack.control.changeChannel({ id, members: kickers });
}

/**
 * Makes up so many kicks, of sessions that are opened for them: one session or several of a name, on one endpoint
 * or two, with user names or certificates; and now and then two people want the same. Every other run begins with
 * everyone on an endpoint.
 */
export function inventOrders(
  workspace: TestWorkspace,
  random: Random,
  count: number,
  run: number,
): readonly Order[] {
  const orders: Order[] = run % 2 === 0 ? [everyoneOnLab(workspace, run)] : [];
  while (orders.length < count) {
    const targetRef = connectSomebody(workspace, random, `run${run}-${orders.length}@example.com`);
    const isWantedTwice = random.chance(0.2);
    for (let wish = 0; wish < (isWantedTwice ? 2 : 1); wish += 1) {
      const person = kickers[orders.length % kickers.length] ?? kickers[0];
      orders.push({ person, channel: random.chance(0.5) ? 'helpdesk' : 'secops', targetRef });
    }
  }
  return orders;
}

function everyoneOnLab(workspace: TestWorkspace, run: number): Order {
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
