import { record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone, botActor } from '../../domain/audit-entry.ts';
import { type Block, stands } from '../../domain/block.ts';
import type { BlockReport, BlockState } from '../../domain/block-report.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, type EndpointId, parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import type { Story } from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { againAt, putBack } from '../../jobs/put-back.ts';
import type { Hold, Task } from '../../ports/agenda.ts';
import type { Blocking, World } from '../../ports/world.ts';
import { blockEndpoint, blocksText } from './block-texts.ts';
import { lookAround, notBlockedCode, putUp, settle, tellBlock } from './write-block.ts';

/** A block from its request to its end, whatever happens to the process. */
interface BlockTask {
  readonly correlation: Correlation;
  readonly names: readonly string[];
  /** Undefined for every endpoint. */
  readonly endpoints: readonly EndpointId[] | undefined;
  readonly until: Date | undefined;
}

const everywhere = '*';
const withoutEnd = '-';

export function taskFromBlock({ correlation, names, endpoints, until }: BlockTask): Task {
  return {
    key: `block ${correlation}`,
    payload: JSON.stringify([
      correlation,
      until?.toISOString() ?? withoutEnd,
      endpoints?.join(' ') ?? everywhere,
      ...names,
    ]),
  };
}

/** Undefined for a task that another version of the bot put down. */
function parseBlockTask({ payload }: Task): BlockTask | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', untilText = '', endpointsText = '', ...names] = parts;
  const correlation = parseCorrelation(correlationText);
  const until = untilText === withoutEnd ? undefined : new Date(untilText);
  if (correlation === undefined || names.length === 0 || Number.isNaN(until?.getTime())) return undefined;

  const endpoints =
    endpointsText === everywhere
      ? undefined
      : endpointsText.split(' ').flatMap((id) => parseEndpointId(id) ?? []);
  return { correlation, names, endpoints, until };
}

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

/**
 * Ends a block whose time is over. Connect handlers go by the time in it, and let the names in by now whether or not it
 * is still on the list.
 *
 * @throws {Failure} `audit_unwritable` or `blocks_unavailable`: it is tried again.
 */
async function expireBlock(
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
async function tellExpiry(
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
