import type { Figure } from './figure.ts';
import { rowOf, tableOf } from './table.ts';
import { acksDuringScan } from './vpn/acks-during-scan.ts';
import { boardUpdate } from './vpn/board-update.ts';
import { crowdOnCold } from './vpn/crowd-on-cold.ts';
import { ec2ShapedPages } from './vpn/ec2-shaped-pages.ts';
import { certified, named, startVpn } from './vpn/emulated-vpn.ts';
import { growth } from './vpn/growth.ts';
import { homeOpen } from './vpn/home-open.ts';
import { listFromSnapshot } from './vpn/list-from-snapshot.ts';
import { memoryHeld } from './vpn/memory-held.ts';
import { observer } from './vpn/observer.ts';
import { pacedKick } from './vpn/paced-kick.ts';
import { personAgainstCli } from './vpn/person-against-cli.ts';
import { fetchAll } from './vpn/plain-fetch.ts';
import { scanAgainstCli } from './vpn/scan-against-cli.ts';
import { scanAgainstFetch } from './vpn/scan-against-fetch.ts';
import { scanAgainstPaginator } from './vpn/scan-against-paginator.ts';
import { search } from './vpn/search.ts';

const questions = {
  ec2ShapedPages,
  scanAgainstFetch,
  scanAgainstPaginator,
  scanAgainstCli,
  search,
  boardUpdate,
  homeOpen,
  observer,
  listFromSnapshot,
  personAgainstCli,
  acksDuringScan,
  memoryHeld,
  crowdOnCold,
  growth,
  pacedKick,
} as const;

/** The names that {@link measureVpn} takes. */
export const vpnQuestions: readonly string[] = Object.keys(questions);

/** The most that one endpoint holds: https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/limits.html */
const connections = 126_000;

/**
 * How fast is the bot on the largest endpoint there is? One emulated VPN for all questions.
 *
 * @param names Of the questions to ask; all of them by default.
 */
export async function measureVpn(names = vpnQuestions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const vpn = await startVpn(connections - 1);
  try {
    await vpn.connect({ endpointId: named.id, username: 'bob@example.com' });
    // The emulator writes its pages once, and keeps them.
    for (const endpoint of [named, certified]) await fetchAll(vpn, endpoint);
    for (const [name, question] of Object.entries(questions)) {
      if (!names.includes(name)) continue;
      const answers = await question(vpn);
      process.stderr.write(`${answers.map(rowOf).join('\n')}\n`);
      figures.push(...answers);
    }
  } finally {
    await vpn.stop();
  }
  return figures;
}

if (import.meta.main) {
  const names = process.argv.slice(2);
  process.stdout.write(`${tableOf(await measureVpn(names.length > 0 ? names : undefined))}\n`);
  process.exit(0);
}
