import { runDueJobs } from '../../../src/app/run-jobs.ts';
import type { Connection } from '../../../src/domain/connection.ts';
import type { ReadContext } from '../../../src/ports/app-context.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId } from '../../builders/ids.ts';
import type { MemoryContext } from '../../doubles/an-app.ts';

/** An app in memory, whether or not anybody can be kept out there. */
type Context = Omit<MemoryContext, 'blocking'> & Pick<ReadContext, 'blocking'>;

/** Lets time go by second by second, as the process does that works the job queue off. */
export async function letTimePass(app: Context, seconds: number): Promise<void> {
  const end = app.clock.now().getTime() + seconds * 1000;
  while (app.clock.now().getTime() < end) {
    await app.clock.sleep(1000);
    await runDueJobs(app);
  }
}

/** Bob connects now, or who is given, and EC2 says so. */
export function reconnect(app: Context, given: Partial<Connection> = {}): Connection {
  const connection = aConnection({
    id: connectionId('cvpn-connection-back'),
    establishedAt: app.clock.now(),
    sampledAt: app.clock.now(),
    ...given,
  });
  app.vpn.connect(connection);
  return connection;
}

export const returnedEntries = (app: Context) => app.log.entries.filter(({ kind }) => kind === 'returned');
