import { ask } from '../figure.ts';
import type { EmulatedVpn } from './emulated-vpn.ts';
import { openLargeWorkspace, warmUp } from './large-workspace.ts';
import { repeated, rounds, timed } from './rounds.ts';

const row = {
  question: '`/vpn who` from a fresh snapshot, from the command to its list',
  unit: 'ms',
  bound: 150,
  judgedBy: 'median',
} as const;

/** How long does `/vpn who` take with a fresh snapshot, from the command to the list on the screen? */
export function listFromSnapshot(vpn: EmulatedVpn) {
  return ask([row], async () => {
    const workspace = await openLargeWorkspace(vpn);
    try {
      await warmUp(workspace);
      const place = workspace.as('helga').in('helpdesk');
      await place.asks('/vpn who');
      const commands = ['/vpn who', '/vpn who tara'];
      const measured = await repeated(2 * rounds, (round) =>
        timed(() => place.asks(commands[round % 2] ?? '')),
      );
      return [{ measured }];
    } finally {
      await workspace.close();
    }
  });
}
