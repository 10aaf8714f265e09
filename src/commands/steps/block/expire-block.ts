import { type AuditEntry, botActor } from '../../../core/audit-entry.ts';
import { alone } from '../../../core/authority.ts';
import type { Block } from '../../../core/block.ts';
import type { BlockReport } from '../../../core/block-report.ts';
import type { Hold } from '../../../ports/agenda.ts';
import type { Blocking, World } from '../../../ports/world.ts';
import { record } from '../record.ts';
import { blockEndpoint, blocksText } from './block-texts.ts';
import { againAt, putBack } from './put-back.ts';

/**
 * Ends a block whose time is over. Connect handlers go by the time in it, and let the names in by now whether or not it
 * is still on the list.
 *
 * @throws {Failure} `audit_unwritable` or `blocks_unavailable`: it is tried again.
 */
export async function expireBlock(
  world: World,
  blocking: Blocking,
  hold: Hold,
  own: readonly Block[],
  report: BlockReport,
): Promise<void> {
  const { correlation, channel, reason, others } = report;
  const target = [...new Set(own.map(({ name }) => name))].join(', ');
  const entry = await record(
    world,
    { correlation, actor: botActor, authority: alone, channel, target, reason },
    'block-expired',
    {
      ...blockEndpoint(report),
      ...(others.length > 0 && { detail: `still blocked: ${blocksText(others, world.rules.endpoints)}` }),
    },
  );
  await tellExpiry(world, blocking, hold, entry, own, report);
}

/** Tells of a block's end, in a message of its own: an old one that changes is seen by nobody. */
export async function tellExpiry(
  world: World,
  { blocks }: Blocking,
  hold: Hold,
  entry: AuditEntry,
  own: readonly Block[],
  report: BlockReport,
): Promise<void> {
  await Promise.all(own.map((block) => blocks.remove(block)));
  const told = await Promise.all([
    world.announcer.showBlock({ ...report, state: { kind: 'over' } }),
    world.announcer.announce([entry]),
  ]);
  const isTold = told.every((stands) => stands);
  await putBack(world, hold, report.correlation, isTold ? undefined : againAt(world));
}
