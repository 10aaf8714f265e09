import { ask } from '../figure.ts';
import { botGateway, endpoint } from './bot-gateway.ts';
import { type EmulatedVpn, named } from './emulated-vpn.ts';
import { fetchAll } from './plain-fetch.ts';
import { ratios, repeated, rounds, timed } from './rounds.ts';

/** Both take a fifth of a second: more turns say more. */
const turns = 3 * rounds;

const rows = [
  {
    question: 'full scan of 126,000 / `fetch` of the same bytes',
    unit: '×',
    bound: 1.3,
    judgedBy: 'median',
  },
  {
    question: 'the emulator’s CPU time / the time of `fetch`: it is not what is waited for',
    unit: '×',
    bound: 0.5,
    judgedBy: 'median',
  },
] as const;

/** How long does a full scan take, against the same bytes being fetched and not read? */
export function scanAgainstFetch(vpn: EmulatedVpn) {
  return ask(rows, async () => {
    const gateway = botGateway(vpn);
    const measured = await ratios(
      () => gateway.scan(endpoint),
      () => fetchAll(vpn, named),
      turns,
    );
    return [{ measured }, { measured: await repeated(rounds, () => emulatorShare(vpn)) }];
  });
}

/** Several at a time, since the emulator's CPU time is reported in hundredths of a second. */
async function emulatorShare(vpn: EmulatedVpn): Promise<number> {
  const before = await vpn.cpuMs();
  const ms = await timed(() => repeated(3, () => fetchAll(vpn, named)));
  return ((await vpn.cpuMs()) - before) / ms;
}
