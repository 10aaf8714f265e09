import type { Target } from '../../src/domain/target.ts';
import { ask } from '../figure.ts';
import { botGateway, endpoint } from './bot-gateway.ts';
import type { EmulatedVpn } from './emulated-vpn.ts';
import { repeated, rounds } from './rounds.ts';

const group = Array.from({ length: 50 }, (_, index) => `tara.nguyen${index * 12}@example.com`);

const targets: Readonly<Record<string, Target>> = {
  everyone: { kind: 'everyone' },
  'a text that is everywhere': { kind: 'text', text: 'e' },
  'a text that is nowhere': { kind: 'text', text: 'nobody-at-all' },
  'an address': { kind: 'text', text: '10.0.1' },
  'a group of 50': { kind: 'names', names: group },
};

/** How much of a CPU does it take to find any of these among 126,000, and to turn to a page in the middle? */
export async function search(vpn: EmulatedVpn) {
  const gateway = botGateway(vpn);
  const rows = Object.keys(targets).map((name) => ({
    question: `${name}, among 126,000: search and page, CPU`,
    unit: 'ms' as const,
    bound: 20,
    judgedBy: 'median' as const,
  }));
  return ask(rows, async () => {
    // Each on a list that was just read: what is put in order once is not counted as free.
    const measured = await repeated(2 * rounds, async () => {
      const snapshot = await gateway.scan(endpoint);
      return Object.values(targets).map((target) =>
        cpuMs(() => {
          const found = snapshot.select(target, 'live', { order: 'longest' });
          found.slice(Math.floor(found.length / 2), Math.floor(found.length / 2) + 10);
        }),
      );
    });
    return rows.map((_, index) => ({ measured: measured.map((each) => each[index] ?? Number.NaN) }));
  });
}

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
