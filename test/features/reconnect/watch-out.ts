import { resumeDue } from '../../../src/app/run-due-jobs.ts';
import type { Connection } from '../../../src/domain/connection.ts';
import type { LookingWorld } from '../../../src/ports/world.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId } from '../../builders/ids.ts';
import type { MemoryWorld } from '../../doubles/a-world.ts';

/** A world in memory, whether or not anybody can be kept out there. */
type Inhabited = Omit<MemoryWorld, 'blocking'> & Pick<LookingWorld, 'blocking'>;

/** Lets time go by second by second, as the process does that works the agenda off. */
export async function letPass(world: Inhabited, seconds: number): Promise<void> {
  const end = world.clock.now().getTime() + seconds * 1000;
  while (world.clock.now().getTime() < end) {
    await world.clock.sleep(1000);
    await resumeDue(world);
  }
}

/** Bob connects now, or who is given, and EC2 says so. */
export function comeBack(world: Inhabited, given: Partial<Connection> = {}): Connection {
  const connection = aConnection({
    id: connectionId('cvpn-connection-back'),
    establishedAt: world.clock.now(),
    sampledAt: world.clock.now(),
    ...given,
  });
  world.vpn.connect(connection);
  return connection;
}

export const returnedIn = (world: Inhabited) => world.log.entries.filter(({ kind }) => kind === 'returned');
