import { crowdOf } from '../crowd.ts';
import { ask } from '../figure.ts';
import { type EmulatedVpn, named } from './emulated-vpn.ts';
import { openLargeWorkspace, wholeLists } from './large-workspace.ts';
import { repeated, rounds } from './rounds.ts';

const atOnce = 50;

const row = {
  question: `${atOnce} × \`/vpn who\` at once on a cold endpoint`,
  unit: 'scans',
  bound: 1,
  judgedBy: 'worst',
} as const;

/** How many scans do 50 people cost who ask at once for an endpoint without a snapshot? */
export function crowdOnCold(vpn: EmulatedVpn) {
  return ask([row], async () => {
    const workspace = await openLargeWorkspace(vpn);
    try {
      const calls = await repeated(rounds, async () => {
        await workspace.restart();
        const last = (await vpn.calls()).at(-1)?.number ?? 0;
        await wholeLists(crowdOf(workspace, atOnce), (place) => place.types(`/vpn who on ${named.name}`));
        const made = await vpn.calls(last);
        return made.filter(({ action }) => action === 'DescribeClientVpnConnections');
      });
      // A scan's first page is asked for without a token.
      const scans = calls.map((each) => each.filter(({ parameters }) => !('NextToken' in parameters)).length);
      return [{ measured: scans, note: `${calls.map(({ length }) => length).join(', ')} calls` }];
    } finally {
      await workspace.close();
    }
  });
}
