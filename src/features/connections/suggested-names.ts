import type { KnownBlock } from '@slack/types';
import { parseBlockLength } from '../../domain/block.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { ExactTargetRef, KickTargetRef } from '../../domain/target.ts';
import { foldName, nameOf } from '../../domain/vpn-name.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  button,
  fitted,
  linesSection,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { commaSeparated, counted } from '../../slack/block-kit/quantities.ts';
import { nameKind, namePlain } from './connection-row.ts';
import { type TypedRequest, valueFromSuggestion } from './payloads.ts';

const maxWithoutButton = 20;

type Verb = 'kick' | 'block';

const verbs = {
  kick: { actionId: actionIds.kickName, label: 'Terminate' },
  block: { actionId: actionIds.blockName, label: 'Block' },
} as const satisfies Record<Verb, unknown>;

/** With a long reason, which each button carries, a message has room for fewer buttons. */
const buttonCounts = [10, 5, 2] as const;

/**
 * Offers names as the target instead of the one that was typed: rows with a button, and more names as text. The button
 * opens the modal for that name, with everything else as typed.
 *
 * @param text mrkdwn, already escaped.
 */
export function suggestionView(
  text: string,
  verb: Verb,
  connections: readonly ListedConnection[],
  typed: TypedRequest,
): MessageView {
  return fitted(buttonCounts, (count) =>
    messageView(text, [
      section(`:grey_question: ${text}`),
      ...suggestionRows(verb, connections, typed, count),
    ]),
  );
}

/** Renders rows with a button for so many of the names, and more names as text. */
export function suggestionRows(
  verb: Verb,
  connections: readonly ListedConnection[],
  typed: TypedRequest,
  maxButtons: number,
): KnownBlock[] {
  const byTarget = [
    ...Map.groupBy(connections, ({ connection }) => foldName(namePlain(connection))).values(),
  ];
  const rest = byTarget.slice(maxButtons).map(nameLine);
  return [
    ...byTarget.slice(0, maxButtons).map((those) => suggestionRow(verb, those, typed)),
    ...(rest.length === 0
      ? []
      : [linesSection(rest, maxWithoutButton, (count) => `and ${counted(count, 'more name')}`)]),
  ];
}

function suggestionRow(
  verb: Verb,
  connections: readonly ListedConnection[],
  typed: TypedRequest,
): KnownBlock {
  const [first] = connections;
  if (first === undefined) return section(' ');
  const { actionId, label } = verbs[verb];
  const value = valueFromSuggestion({ ...typed, targetRef: targetRefOf(first) });
  return section(nameLine(connections), {
    accessory: {
      ...button(actionId, label, value, 'danger'),
      ...spokenAs(label, namePlain(first.connection)),
    },
  });
}

function targetRefOf({ connection }: ListedConnection): ExactTargetRef {
  const name = nameOf(connection);
  return name.kind === 'unnamed'
    ? { kind: 'connection', connection: connection.id }
    : { kind: 'name', name: name.text };
}

function nameLine(connections: readonly ListedConnection[]): string {
  const [first] = connections;
  if (first === undefined) return '';
  const kinds = [...new Set(connections.map(({ connection }) => nameKind(connection)))];
  const endpoints = [...new Set(connections.map(({ endpoint }) => shown(endpoint.name)))];
  return `${shownBold(namePlain(first.connection))}  ${kinds.join(', ')} · ${commaSeparated(endpoints)} · ${counted(connections.length, 'connection')}`;
}

/**
 * Asks whether the actor meant a longer name, if its first word was parsed as the name and the rest as the reason:
 * `/vpn kick Bob Baker stale` while both `Bob` and `Bob Baker` are connected.
 *
 * @param longerNames Names that start with the one that was parsed.
 */
export function longerNameBlocks(
  verb: Verb,
  targetRef: KickTargetRef,
  longerNames: readonly string[],
  typed: TypedRequest,
): KnownBlock[] {
  if (targetRef.kind !== 'name') return [];
  const { name } = targetRef;
  const [longest] = longerNames
    .flatMap((longer) => {
      const reason = reasonBehind(longer, name, typed.reason);
      return reason === undefined ? [] : [{ longer, reason }];
    })
    .toSorted((one, other) => other.longer.length - one.longer.length);
  if (longest === undefined) return [];

  const { longer, reason } = longest;
  const rest = verb === 'block' && typed.length === undefined ? withoutLength(reason) : { reason };
  const value = valueFromSuggestion({ ...typed, ...rest, targetRef: { kind: 'name', name: longer } });
  return [
    section(`:warning: Did you mean ${shownBold(longer)}? This is about ${shownBold(name)}.`, {
      accessory: button(verbs[verb].actionId, `Use ${shownPlain(longer, 60)}`, value),
    }),
  ];
}

/** The reason without the rest of the longer name that it starts with; undefined if it does not start with one. */
function reasonBehind(longer: string, name: string, reason: string): string | undefined {
  const wanted = foldName(longer);
  for (let end = 1; end <= Math.min(reason.length, longer.length); end += 1) {
    const rest = reason.slice(end);
    if (foldName(`${name} ${reason.slice(0, end)}`) === wanted && /^(?![\p{L}\p{N}])/u.test(rest))
      return rest.replace(/^[\s,:;.\u2010-\u2015-]+/, '');
  }
  return undefined;
}

/** Behind the longer name, `4h laptop stolen` is a length and a reason. */
function withoutLength(typed: string): Pick<TypedRequest, 'length' | 'reason'> {
  const words = typed.split(' ');
  for (const count of [2, 1]) {
    const length = words.length < count ? undefined : parseBlockLength(words.slice(0, count).join(' '));
    if (length !== undefined && length.kind !== 'out_of_range')
      return { length, reason: words.slice(count).join(' ') };
  }
  return { reason: typed };
}
