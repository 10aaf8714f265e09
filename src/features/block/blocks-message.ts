import type { KnownBlock, ModalView } from '@slack/types';
import { type Block, isSameBlock } from '../../domain/block.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import type { TargetRef } from '../../domain/target.ts';
import { actionIds, callbackIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  plainText,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { modalFrame, reasonInput, reasonNote } from '../../slack/block-kit/inputs.ts';
import { type Page, pageOf } from '../../slack/block-kit/paging.ts';
import { counted, limitText, timeText } from '../../slack/block-kit/quantities.ts';
import type { ListCaption } from '../connections/coverage-blocks.ts';
import { type ListState, rowId, stateInButtons } from '../connections/payloads.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';
import { inListOrder, type ListedBlocks, type SeenBlock } from './list-blocks.ts';
import { blockedNames, skippedBlocks, untilText } from './messages.ts';
import { textFromUnblockMetadata, type UnblockMetadata, valueFromBlockKey } from './payloads.ts';

const pageSize = 10;
/** Maximum characters of a name and of a reason; a lower limit applies if Slack would reject the page. */
const lengths = [200, 80, 40, 20] as const;

interface BlocksFrame extends Pick<ListCaption, 'about' | 'name'> {
  readonly state: ListState;
  readonly endpoints: readonly Endpoint[];
  /** The block whose Unblock was pressed in the list, once it has been removed. */
  readonly unblocked?: Block | undefined;
}

/** Lists who is blocked, until when, where, by whom and why, with a button to unblock them. */
export function blocksView(list: ListedBlocks, frame: BlocksFrame): MessageView {
  const page = pageOf(withUnblocked(list.blocks, frame.unblocked), frame.state.page, pageSize);
  const state = { ...frame.state, page: page.number };
  const title = titleOf(list, frame);

  return fitted(lengths, (maxLength) =>
    messageView(shown(title, 150), [
      header(title),
      context(contextText(list, frame, page)),
      ...page.items.map((seen, index) =>
        row(seen, frame, maxLength, rowId({ place: 'row', state }, index, valueFromBlockKey(seen.block))),
      ),
      controls(frame.state, page),
    ]),
  );
}

function titleOf({ blocks, total }: ListedBlocks, { state, endpoints, name = '' }: BlocksFrame): string {
  const { targetRef, on } = state;
  const place = on === undefined ? undefined : (resolveEndpoint(endpoints, on)?.name ?? on);
  const where = place === undefined ? '' : ` on ${shownPlain(place, 60)}`;
  if (blocks.length > 0) {
    const count =
      targetRef.kind === 'everyone' && on === undefined ? '' : `${blocks.length.toLocaleString('en')} of `;
    return `${count}${counted(total, 'block')}${aboutText(targetRef, name)}${where}`;
  }
  switch (targetRef.kind) {
    case 'text':
    case 'connection':
      return `No blocks match “${shownPlain(textOf(targetRef), 80)}”${where}`;
    case 'name':
      return `“${shownPlain(targetRef.name, 80)}” isn’t blocked${where}`;
    case 'person':
      return `${name === '' ? 'This person' : shownPlain(name, 80)} isn’t blocked${where}`;
    default:
      return `No one is blocked${where}`;
  }
}

function aboutText(targetRef: TargetRef, name: string): string {
  switch (targetRef.kind) {
    case 'text':
    case 'connection':
      return ` matching “${shownPlain(textOf(targetRef), 80)}”`;
    case 'name':
      return ` for ${shownPlain(targetRef.name, 80)}`;
    case 'person':
      return name === '' ? '' : ` for ${shownPlain(name, 80)}`;
    default:
      return '';
  }
}

function textOf(targetRef: Extract<TargetRef, { kind: 'text' | 'connection' }>): string {
  return targetRef.kind === 'text' ? targetRef.text : targetRef.connection;
}

/** Keeps the row of a block that was just removed in its place. */
function withUnblocked(blocks: readonly SeenBlock[], unblocked: Block | undefined): readonly SeenBlock[] {
  if (unblocked === undefined) return blocks;
  const others = blocks.filter(({ block }) => !isSameBlock(block, unblocked));
  return [...others, { block: unblocked, mayUnblock: false }].toSorted((a, b) =>
    inListOrder(a.block, b.block),
  );
}

function row(
  { block, mayUnblock }: SeenBlock,
  { endpoints, unblocked }: BlocksFrame,
  maxLength: number,
  rowBlockId: string | undefined,
): KnownBlock {
  const { name, endpoint: id, until, by, at, reason } = block;
  const where = blockScopeText(id, endpoints);
  const isUnblocked = unblocked !== undefined && isSameBlock(block, unblocked);
  const outcome = isUnblocked ? ':white_check_mark: *Unblocked*\n' : '';
  const text = `${outcome}${shownBold(name, maxLength)}  ${untilText(until)} · ${where}\nBlocked by <@${by.id}> ${timeText(at, 'day')} · “${shown(reason, maxLength)}”`;
  if (!mayUnblock) return section(text);

  const spoken = spokenAs('Unblock', name, '', maxLength);
  return section(text, {
    ...(rowBlockId !== undefined && { block_id: rowBlockId }),
    accessory: { ...button(actionIds.lift, 'Unblock', valueFromBlockKey(block)), ...spoken },
  });
}

/**
 * Formats where a block applies.
 *
 * @param id The endpoint's id; undefined for every endpoint.
 */
function blockScopeText(id: string | undefined, endpoints: readonly Endpoint[]): string {
  return id === undefined
    ? 'on every endpoint'
    : `on ${shown(endpoints.find((one) => one.id === id)?.name ?? id)}`;
}

function contextText(
  { asOf, limitedTo }: ListedBlocks,
  { about }: BlocksFrame,
  page: Page<SeenBlock>,
): string {
  return [
    about,
    limitedTo === undefined ? undefined : limitText(limitedTo.map(({ name }) => name)),
    `as of ${timeText(asOf, 'seconds')}`,
    page.count > 1 ? `page ${page.number + 1} of ${page.count}` : undefined,
  ]
    .filter((text) => text !== undefined)
    .join(' · ');
}

function controls(state: ListState, page: Page<SeenBlock>): KnownBlock {
  const { blockId, valueFor } = stateInButtons({ ...state, page: page.number });
  return actions(blockId, [
    ...(page.number > 0 ? [button(actionIds.previous, '‹ Previous', valueFor(page.number - 1))] : []),
    ...(page.number + 1 < page.count ? [button(actionIds.next, 'Next ›', valueFor(page.number + 1))] : []),
    button(actionIds.refresh, 'Refresh', valueFor(page.number)),
  ]);
}

/** As many blocks as fit into the modal and into its private metadata; further blocks are left in place. */
export const maxShownBlocks = 50;

/** What the modal shows and asks, as of when it opens. */
interface UnblockQuestion {
  readonly metadata: UnblockMetadata;
  readonly removable: readonly Block[];
  readonly left: readonly Block[];
  /** Of several people, those without a known VPN name. */
  readonly skipped?: readonly UnresolvedTarget[];
  readonly endpoints: readonly Endpoint[];
  readonly minReason: number;
  /** A reason that was typed with the command. */
  readonly reason: string;
}

/** Asks why someone is being unblocked. It replaces the waiting modal, whose title is that of a kick. */
export function unblockModal({
  metadata,
  removable,
  left,
  skipped = [],
  endpoints,
  minReason,
  reason,
}: UnblockQuestion): ModalView {
  const names = blockedNames(removable.map(({ name }) => name));
  const after =
    left.length === 0
      ? 'They can connect again right away.'
      : `They will still be blocked by ${counted(left.length, 'other block')}.`;
  return {
    ...modalFrame('Unblock'),
    callback_id: callbackIds.unblock,
    private_metadata: textFromUnblockMetadata(metadata),
    submit: plainText('Unblock', 24),
    blocks: [
      section(`Unblock ${names}? ${after}`),
      ...removable.map((block) => section(blockLine(block, endpoints))),
      ...skippedBlocks(skipped),
      reasonInput(minReason, reason, 'Laptop found'),
      reasonNote(),
    ],
  };
}

/** Formats a block as one line of a list. */
export function blockLine(
  { name, endpoint, until, by, reason }: Block,
  endpoints: readonly Endpoint[],
): string {
  const where = blockScopeText(endpoint, endpoints);
  return `• ${shownBold(name, 50)} ${untilText(until)} · ${where}, by <@${by.id}> · ${shown(reason, 80)}`;
}
