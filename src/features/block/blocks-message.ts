import type { KnownBlock } from '@slack/types';
import type { Endpoint } from '../../domain/endpoint.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { type Page, pageOf } from '../../slack/block-kit/paging.ts';
import { counted, timeText } from '../../slack/block-kit/quantities.ts';
import { valueFromBlockKey } from '../../slack/payloads/unblock-modal.ts';
import { blockIdFromListState, type ListState } from '../connections/list-payload.ts';
import type { SeenBlock } from './blocks-in-scope.ts';
import { untilText } from './messages.ts';

const pageSize = 10;
/** Maximum characters of a name and of a reason; a lower limit applies if Slack would reject the page. */
const lengths = [200, 80, 40, 20] as const;

export interface BlocksFrame {
  readonly state: ListState;
  readonly endpoints: readonly Endpoint[];
  readonly asOf: Date;
}

/** Lists who is blocked, until when, where, by whom and why, with a button to unblock them. */
export function blocksView(blocks: readonly SeenBlock[], frame: BlocksFrame): MessageView {
  const page = pageOf(blocks, frame.state.page, pageSize);
  const title = counted(blocks.length, 'block');

  return fitted(lengths, (most) =>
    messageView(title, [
      header(title),
      context(contextText(page, frame.asOf)),
      ...page.items.map((seen) => row(seen, frame.endpoints, most)),
      ...(blocks.length === 0 ? [section('Nobody is kept out.')] : []),
      controls(frame.state, page),
    ]),
  );
}

function row({ block, mayLift }: SeenBlock, endpoints: readonly Endpoint[], most: number): KnownBlock {
  const { name, endpoint: id, until, by, at, reason } = block;
  const where = blockScopeText(id, endpoints);
  const text = `${shownBold(name, most)}  ${untilText(until)} · ${where}\nby <@${by.id}> since ${timeText(at, 'day')} · ${shown(reason, most)}`;
  if (!mayLift) return section(text);

  const spoken = spokenAs('Unblock', name, '', most);
  return section(text, {
    accessory: { ...button(actionIds.lift, 'Unblock', valueFromBlockKey(block)), ...spoken },
  });
}

/**
 * Formats where a block applies.
 *
 * @param id The endpoint's id; undefined for every endpoint.
 */
export function blockScopeText(id: string | undefined, endpoints: readonly Endpoint[]): string {
  return id === undefined
    ? 'on every endpoint'
    : `on ${shown(endpoints.find((one) => one.id === id)?.name ?? id)}`;
}

function contextText(page: Page<SeenBlock>, asOf: Date): string {
  const number = page.count > 1 ? [`page ${page.number + 1} of ${page.count}`] : [];
  return [`as of ${timeText(asOf, 'seconds')}`, ...number].join(' · ');
}

function controls(state: ListState, page: Page<SeenBlock>): KnownBlock {
  const at = (number: number) => String(number);
  return actions(blockIdFromListState({ ...state, page: page.number }), [
    ...(page.number > 0 ? [button(actionIds.previous, '‹ Previous', at(page.number - 1))] : []),
    ...(page.number + 1 < page.count ? [button(actionIds.next, 'Next ›', at(page.number + 1))] : []),
    button(actionIds.refresh, 'Refresh', at(page.number)),
  ]);
}
