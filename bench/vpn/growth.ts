import { setTimeout } from 'node:timers/promises';
import { ask, medianOf } from '../figure.ts';
import { botGateway, endpoint } from './bot-gateway.ts';
import { type EmulatedVpn, named, startVpn } from './emulated-vpn.ts';
import { fetchAll } from './plain-fetch.ts';
import { repeated, rounds, timed } from './rounds.ts';

const sizes = [1_000, 10_000] as const;
const largest = 126_000;
const asked = { by: 'username', usernames: ['tara.nguyen606@example.com'] } as const;
/** To look at one person takes a millisecond, to turn a page a hundredth of one: what is short is repeated. */
const people = 10;
const turns = 1_000;

const rows = [
  { question: 'a scan of 126,000 / 12.6 scans of 10,000', unit: '×', bound: 1.3, judgedBy: 'median' },
  {
    question: 'the same, each divided by `fetch` of the same bytes',
    unit: '×',
    bound: 1.3,
    judgedBy: 'median',
  },
  { question: 'one person among 126,000 / among 1,000', unit: '×', bound: 1.3, judgedBy: 'median' },
  { question: 'the last page of 126,000 / of 1,000', unit: '×', bound: 1.3, judgedBy: 'median' },
] as const;

interface Costs {
  readonly scanMs: number;
  readonly fetchMs: number;
  readonly personMs: number;
  readonly pageMs: number;
}

/**
 * What does a larger fleet cost? A scan may grow with it, and no faster; to look at one person, or to turn
 * to any page of a list, may not. The sizes are measured in turns.
 */
export function growth(large: EmulatedVpn) {
  return ask(rows, async () => {
    const small = await Promise.all(sizes.map(startVpn));
    try {
      // One after the other: a client finds its emulator in the environment, which is one for all.
      const all = [...small, large];
      const fleets = await repeated(all.length, (size) => costing(all[size], [...sizes, largest][size]));
      const costs = await repeated(2 * rounds, async () => {
        const each = await repeated(fleets.length, (size) => fleets[size]?.() ?? Promise.reject());
        const [thousand, tenThousand, all] = each;
        if (thousand === undefined || tenThousand === undefined || all === undefined)
          throw new Error('a size was not measured');
        return { each, thousand, tenThousand, all };
      });
      const noteOf = (cost: keyof Costs) =>
        `${[0, 1, 2].map((size) => medianOf(costs.map(({ each }) => each[size]?.[cost] ?? Number.NaN)).toPrecision(2)).join(' → ')} ms at 1,000 → 10,000 → 126,000`;
      return [
        {
          measured: costs.map(({ tenThousand, all }) => all.scanMs / 12.6 / tenThousand.scanMs),
          note: noteOf('scanMs'),
        },
        {
          measured: costs.map(
            ({ tenThousand, all }) => all.scanMs / all.fetchMs / (tenThousand.scanMs / tenThousand.fetchMs),
          ),
          note: `fetch alone ${noteOf('fetchMs')}`,
        },
        {
          measured: costs.map(({ thousand, all }) => all.personMs / thousand.personMs),
          note: noteOf('personMs'),
        },
        { measured: costs.map(({ thousand, all }) => all.pageMs / thousand.pageMs), note: noteOf('pageMs') },
      ];
    } finally {
      await Promise.all(small.map((vpn) => vpn.stop()));
    }
  });
}

/** Prepares repeated measurements of one fleet. */
async function costing(
  vpn: EmulatedVpn | undefined,
  size: number | undefined,
): Promise<() => Promise<Costs>> {
  if (vpn === undefined) throw new Error('a size was not measured');
  const gateway = botGateway(vpn);
  const costs = async () => {
    const startedAt = performance.now();
    const snapshot = await gateway.scan(endpoint);
    const scanMs = performance.now() - startedAt;
    if (snapshot.live !== size) throw new Error(`${snapshot.live} connections were read instead of ${size}`);
    // The scan's garbage is collected by then; otherwise the look at one person would pay for it.
    await setTimeout(1_500);
    const personMs = await timed(() => repeated(people, () => gateway.connections(endpoint, asked)));
    const pageMs = await timed(async () => {
      for (let turn = 0; turn < turns; turn += 1) snapshot.select({ kind: 'everyone' }, 'live').slice(-10);
    });
    // Last, so that the others do not pay for collecting its garbage.
    const fetchMs = await timed(() => fetchAll(vpn, named));
    return { scanMs, fetchMs, personMs: personMs / people, pageMs: pageMs / turns };
  };
  // The first round only warms up the code.
  await costs();
  return costs;
}
