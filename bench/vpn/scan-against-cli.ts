import { ask } from '../figure.ts';
import { botGateway, endpoint } from './bot-gateway.ts';
import { commandLineVersion, listByCommandLine } from './command-line.ts';
import type { EmulatedVpn } from './emulated-vpn.ts';
import { ratios } from './rounds.ts';

const row = {
  question: 'full scan of 126,000 / the AWS CLI',
  unit: '×',
  bound: 0.5,
  judgedBy: 'median',
} as const;

/** How long does a full scan take, compared with the AWS command line? */
export function scanAgainstCli(vpn: EmulatedVpn) {
  return ask([row], async () => {
    const note = await commandLineVersion();
    const gateway = botGateway(vpn);
    const measured = await ratios(
      () => gateway.scan(endpoint),
      () => listByCommandLine(vpn),
    );
    return [{ measured, note }];
  });
}
