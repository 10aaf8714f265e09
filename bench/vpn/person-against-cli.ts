import { ask } from '../figure.ts';
import { commandLineVersion, listByCommandLine } from './command-line.ts';
import type { EmulatedVpn } from './emulated-vpn.ts';
import { openLargeWorkspace, warmUp } from './large-workspace.ts';
import { ratios } from './rounds.ts';

const row = {
  question: '`/vpn who @person`, from the command to its list / the AWS CLI with a filter',
  unit: '×',
  bound: 0.3,
  judgedBy: 'median',
} as const;
/** In turn, since a look at the same person within two seconds costs no call. */
const people = ['bob', 'anna', 'omar', 'lena'];
const filter = ['--filters', 'Name=username,Values=bob@example.com'];

/** How long does it take to see one person, compared with the AWS command line? */
export function personAgainstCli(vpn: EmulatedVpn) {
  return ask([row], async () => {
    const note = await commandLineVersion();
    const workspace = await openLargeWorkspace(vpn);
    try {
      await warmUp(workspace);
      const place = workspace.as('helga').in('helpdesk');
      let round = 0;
      const measured = await ratios(
        () => {
          round += 1;
          return place.asks(`/vpn who @${people[round % people.length]}`);
        },
        () => listByCommandLine(vpn, ...filter),
      );
      return [{ measured, note }];
    } finally {
      await workspace.close();
    }
  });
}
