import { knownClaims } from '../../src/app/known-claims.ts';
import type { Connection } from '../../src/domain/connection.ts';
import type { Rules } from '../../src/domain/rules.ts';
import type { ReadContext } from '../../src/ports/app-context.ts';
import { aChannel } from '../builders/a-channel.ts';
import { aPerson } from '../builders/a-person.ts';
import { channelId, correlation, personId } from '../builders/ids.ts';
import { aChannelRule, someRules } from '../builders/some-rules.ts';
import { MemoryAnnouncer } from './memory-announcer.ts';
import { MemoryBlockList } from './memory-block-list.ts';
import { MemoryConnectionAttempts } from './memory-connection-attempts.ts';
import { MemoryConnectionHistory } from './memory-connection-history.ts';
import { MemoryConnectionLocks } from './memory-connection-locks.ts';
import { MemoryDiagnostics } from './memory-diagnostics.ts';
import { MemoryDirectory } from './memory-directory.ts';
import { MemoryJobQueue } from './memory-job-queue.ts';
import { MemoryNameClaims } from './memory-name-claims.ts';
import { MemorySnapshots } from './memory-snapshots.ts';
import { MemoryVpn } from './memory-vpn.ts';
import { MovedClock } from './moved-clock.ts';
import { RefusingAuditLog } from './refusing-audit-log.ts';

export const helga = aPerson();
export const omar = aPerson({ id: personId('U0OMAR'), name: 'omar', email: 'omar@example.com' });
export const bob = aPerson({ id: personId('U0BOB'), name: 'bob', email: 'bob@example.com' });
export const gus = aPerson({
  id: personId('U0GUS'),
  name: 'gus',
  email: 'gus@example.com',
  accountType: 'guest',
});

export const helpdesk = aChannelRule();
export const secops = aChannelRule({
  id: channelId('C0SECOPS'),
  name: 'secops',
  allow: ['see', 'kick', 'kick-many', 'block', 'audit'],
});
export const leads = aChannelRule({ id: channelId('C0LEADS'), name: 'leads', allow: ['see'] });

/** An app in memory, with its parts as what they are, so that tests can move them and look into them. */
export type MemoryContext = ReadContext & {
  readonly directory: MemoryDirectory;
  readonly vpn: MemoryVpn;
  readonly snapshots: MemorySnapshots;
  readonly log: RefusingAuditLog;
  readonly announcer: MemoryAnnouncer;
  readonly blocking: { readonly blocks: MemoryBlockList; readonly attempts: MemoryConnectionAttempts };
  readonly history: MemoryConnectionHistory;
  /** Where the claims are stored. */
  readonly storedClaims: MemoryNameClaims;
  readonly diagnostics: MemoryDiagnostics;
  readonly clock: MovedClock;
  /** Whoever was seen to hold grants. */
  readonly granted: ReadonlySet<string>;
};

/** Helga, Omar, Bob and the guest Gus; #helpdesk, #secops and #leads, and #general, which nobody configured. */
export function anApp(connections: readonly Connection[] = [], rules: Partial<Rules> = {}): MemoryContext {
  const clock = new MovedClock();
  const channels = [helpdesk, secops, leads].map(({ id, name }) => aChannel({ id, name }));
  const general = aChannel({ id: channelId('C0GENERAL'), name: 'general', isPrivate: false });
  const vpn = new MemoryVpn(clock, connections);
  let requests = 0;
  const granted = new Set<string>();
  const storedClaims = new MemoryNameClaims();

  return {
    ...knownClaims({ ...someRules({ channels: [helpdesk, secops, leads] }), ...rules }, storedClaims, clock),
    storedClaims,
    directory: new MemoryDirectory([helga, omar, bob, gus], [...channels, general]),
    vpn,
    snapshots: new MemorySnapshots(vpn),
    daysToExpiry: async () => ({ revocationList: undefined, identityProviderCertificate: undefined }),
    log: new RefusingAuditLog(),
    locks: new MemoryConnectionLocks(),
    jobs: new MemoryJobQueue(clock),
    announcer: new MemoryAnnouncer(),
    blocking: { blocks: new MemoryBlockList(), attempts: new MemoryConnectionAttempts() },
    history: new MemoryConnectionHistory(),
    diagnostics: new MemoryDiagnostics(),
    clock,
    onGranted: (person) => granted.add(person),
    granted,
    newCorrelation: () => {
      requests += 1;
      return correlation(`corr-000${requests}`);
    },
  };
}
