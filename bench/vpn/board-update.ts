import { lookUpBoard } from '../../src/features/board/look-up-board.ts';
import { boardView } from '../../src/features/board/messages.ts';
import type { Snapshots } from '../../src/ports/vpn-gateway.ts';
import { aBoard } from '../../test/builders/a-board.ts';
import { aPerson } from '../../test/builders/a-person.ts';
import { anAccessContext } from '../../test/builders/an-access-context.ts';
import { botNames } from '../../test/builders/bot-names.ts';
import { groupId, personId } from '../../test/builders/ids.ts';
import { anApp } from '../../test/doubles/an-app.ts';
import { ask } from '../figure.ts';
import { botGateway, endpoint } from './bot-gateway.ts';
import type { EmulatedVpn } from './emulated-vpn.ts';
import { repeated, rounds } from './rounds.ts';

const members = Array.from({ length: 50 }, (_, index) =>
  aPerson({
    id: personId(`U0BOARD${index}`),
    name: `tara ${index}`,
    email: `tara.nguyen${index * 12}@example.com`,
  }),
);

/** How much of a CPU does one update of a board take, once its endpoint is scanned? */
export async function boardUpdate(vpn: EmulatedVpn) {
  const gateway = botGateway(vpn);
  const app = anApp();
  for (const member of members) app.directory.people.set(member.id, member);
  app.directory.groups.set(
    groupId('S0PLATFORM'),
    members.map(({ id }) => id),
  );
  const rows = [
    {
      question: 'a board of 50 among 126,000: one update, CPU',
      unit: 'ms' as const,
      bound: 50,
      judgedBy: 'median' as const,
    },
  ];
  return ask(rows, async () => {
    const measured = await repeated(2 * rounds, async () => {
      const snapshot = await gateway.scan(endpoint);
      const snapshots: Snapshots = { recent: async () => snapshot, connections: async () => [] };
      const before = process.cpuUsage();
      const team = await lookUpBoard({ ...app, snapshots }, anAccessContext(), [endpoint], aBoard(), 1_000);
      boardView({ board: aBoard(), about: ['@platform'], at: new Date(), kind: 'live', team }, botNames);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    return [{ measured }];
  });
}
