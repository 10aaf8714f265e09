import type { AuditEntry } from '../../../core/audit-entry.ts';
import { type Block, stands } from '../../../core/block.ts';
import type { BlockReport, BlockState } from '../../../core/block-report.ts';
import { failureFrom } from '../../../core/failure.ts';
import type { Story } from '../../../core/kick-from-entries.ts';
import { isOver } from '../../../core/moment.ts';
import { notBlockedCode } from '../../../core/not-blocked.ts';
import type { Hold } from '../../../ports/agenda.ts';
import type { Blocking, World } from '../../../ports/world.ts';
import { type BlockTask, parseBlockTask } from './block-task.ts';
import { expireBlock, tellExpiry } from './expire-block.ts';
import { againAt, putBack } from './put-back.ts';
import { lookAround, putUp, settle, tellBlock } from './put-up.ts';

/** After so long, what was wanted may no longer be right: it is closed instead of carried out. */
const abandonedAfterMs = 2 * 60_000;

/** Goes on with a block: one that a process left behind, one that could not be told, or one whose time is over. */
export async function resumeBlock(world: World, hold: Hold): Promise<void> {
  const { blocking, log, agenda, diagnostics } = world;
  const task = parseBlockTask(hold.task);
  if (task === undefined) return agenda.finish(hold);

  try {
    const [first, ...others] = await log.ofRequest(task.correlation);
    if (first === undefined || blocking === undefined) return await agenda.finish(hold);
    await goOn(world, blocking, hold, task, [first, ...others]);
  } catch (error) {
    diagnostics.report(failureFrom(error), 'resume block', task.correlation);
    await putBack(world, hold, task.correlation, againAt(world));
  }
}

async function goOn(world: World, blocking: Blocking, hold: Hold, task: BlockTask, story: Story) {
  const last = story.at(-1) ?? story[0];
  const own = await ownBlocks(blocking, task);
  const report = await reportFrom(world, blocking, task, story, { state: stateFrom(last, own), own });
  const now = world.clock.now();

  switch (last.kind) {
    case 'block-requested':
      if (!isOver(new Date(last.at), abandonedAfterMs, now))
        return (await putUp(world, blocking, hold, story, report)).isShown;
      return (await settle(world, hold, story, report)).isShown;
    case 'block-expired':
      return tellExpiry(world, blocking, hold, last, own, report);
    default:
      return report.state.kind === 'blocked' && !stands(task, now)
        ? expireBlock(world, blocking, hold, own, report)
        : tellBlock(world, hold, story, report);
  }
}

async function ownBlocks({ blocks }: Blocking, task: BlockTask): Promise<readonly Block[]> {
  return (await blocks.on(task.names)).filter(({ correlation }) => correlation === task.correlation);
}

/** The list has the last word on whether a block stands: an earlier process may have put it up and died. */
function stateFrom(last: AuditEntry, own: readonly Block[]): BlockState {
  if (last.kind === 'failed') return { kind: 'failed', code: notBlockedCode(last) };
  if (last.kind === 'block-requested' || last.kind === 'abandoned')
    return own.length > 0 ? { kind: 'blocked' } : { kind: 'abandoned' };
  return own.length > 0 && last.kind === 'blocked' ? { kind: 'blocked' } : { kind: 'over' };
}

/** Puts the report together again from the record; the task has what the record tells in words only. */
async function reportFrom(
  world: World,
  blocking: Blocking,
  { correlation, names, endpoints: places, until }: BlockTask,
  [requested]: Story,
  { state, own }: { readonly state: BlockState; readonly own: readonly Block[] },
): Promise<BlockReport> {
  const { actor, channel = { id: '', name: '' }, reason = '', at } = requested;
  const endpoints = places && world.rules.endpoints.filter(({ id }) => places.includes(id));
  const opening = { correlation, actor, channel, names, endpoints, until, reason, at: new Date(at) };
  const ids = own.flatMap((block) => block.directories ?? []);
  const directories = world.rules.endpoints.filter(({ id }) => ids.includes(id));
  const report = {
    ...opening,
    state,
    directories,
    gaps: [],
    certificateOnly: [],
    others: [],
    isUnrecorded: false,
  };

  return { ...report, ...(await lookAround(world, blocking, report)) };
}
