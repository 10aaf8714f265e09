import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import {
  millisecondsInDay,
  millisecondsInHour,
  millisecondsInMinute,
  millisecondsInWeek,
} from 'date-fns/constants';
import { formatDuration } from 'date-fns/formatDuration';
import { type BlockLength, parseBlockLength, textFromBlockLength } from '../../domain/block.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import { durationMs } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { countUsers } from '../../domain/users.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { callbackIds, kickBlocks, noBlock } from '../../slack/block-kit/action-ids.ts';
import { context, linesSection, plainText, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { modalFrame, reasonInput, reasonNote } from '../../slack/block-kit/inputs.ts';
import { counted, durationText, listed } from '../../slack/block-kit/quantities.ts';
import { nameKind, namePlain } from '../connections/connection-row.ts';
import { certificateOnlyBlocks, unavailableBlocks } from '../connections/coverage-blocks.ts';
import {
  directoryBlocks,
  lookalikeConnectionBlocks,
  offeredMatches,
  possibleBlocks,
  possibleInput,
} from '../connections/messages.ts';
import type { TypedRequest } from '../connections/payloads.ts';
import { longerNameBlocks, suggestionRows } from '../connections/suggested-names.ts';
import { type BlockScope, digestOfName } from './authorize-block.ts';
import { allBlockedNames, blockedNames, gapBlocks, otherBlocks, skippedBlocks } from './messages.ts';
import { type BlockMetadata, digestOfConnection, textFromBlockMetadata } from './payloads.ts';
import type { BlockOutlook } from './propose-block.ts';

const maxConnections = 10;

/** What the modal shows and asks, as of when it opens. */
export interface BlockQuestion extends BlockScope, BlockOutlook {
  readonly metadata: BlockMetadata;
  /** The length that was typed; undefined if none was, so that the actor has to choose one. */
  readonly length: BlockLength | undefined;
  readonly minReason: number;
  readonly botNames: BotNames;
  /** A reason that was typed with the command. */
  readonly reason: string;
  /** Shown before everything else, as mrkdwn. */
  readonly notice?: string | undefined;
}

/** Renders the modal that replaces the waiting modal, whose title is that of a kick. */
export function blockModal(question: BlockQuestion): ModalView {
  const {
    connections,
    unavailable,
    gaps,
    others,
    length,
    metadata,
    minReason,
    reason,
    terminatesConnections,
  } = question;
  const isOfSeveral = metadata.targetRef.kind === 'several';
  const offered = isOfSeveral
    ? []
    : offeredMatches(question.possible.connections).map(({ connection }) =>
        digestOfConnection(connection.id),
      );
  const ofSeveral = isOfSeveral ? { shownNames: question.names.map(digestOfName) } : {};
  return {
    ...modalFrame('Block from VPN'),
    callback_id: callbackIds.block,
    private_metadata: textFromBlockMetadata({ ...metadata, ...ofSeveral, terminatesConnections, offered }),
    submit: plainText('Block', 24),
    blocks: [
      ...(question.notice === undefined ? [] : [section(question.notice)]),
      ...longerNameBlocks('block', metadata.targetRef, question.longerNames, typedFrom(question)),
      section(questionText(question)),
      ...allBlockedNames(question.names),
      ...skippedBlocks(question.skipped ?? []),
      ...connectionBlocks(question),
      ...nobodyBlocks(question),
      ...similarBlocks(question),
      ...(isOfSeveral
        ? possibleBlocks(question.possible)
        : [
            ...possibleInput(
              question.possible.connections,
              possibleLabel(terminatesConnections),
              question.botNames,
            ),
            ...certificateOnlyBlocks(question.possible.certificateOnly),
            ...severalPeopleBlocks([...connections, ...question.otherUsers]),
          ]),
      ...otherUsersContext(question.otherUsers),
      ...directoryBlocks(question.directories, question.names),
      ...lookalikeConnectionBlocks(connections, question.names),
      ...gapBlocks(gaps),
      ...otherBlocks(others),
      ...unavailableBlocks(unavailable),
      blockLengthInput(length),
      reasonInput(minReason, reason, 'Laptop stolen'),
      reasonNote(),
    ],
  };
}

function typedFrom({ metadata, reason, length }: BlockQuestion): TypedRequest {
  return { on: metadata.on, reason, length, breakGlass: false, typedAt: metadata.openedAt };
}

function questionText({
  names,
  isEverywhere,
  endpoints,
  connections,
  terminatesConnections,
}: BlockQuestion): string {
  const where = isEverywhere ? 'every endpoint' : listed(endpoints.map(({ name }) => shown(name)));
  const ending =
    connections.length === 0 || !terminatesConnections
      ? ''
      : ` and terminate ${counted(connections.length, 'connection')}`;
  return `Block ${blockedNames(names)} on ${where}${ending}?`;
}

function connectionBlocks({ connections, terminatesConnections, metadata }: BlockQuestion): KnownBlock[] {
  if (connections.length === 0) return [];
  const more = (count: number) => `and ${counted(count, 'more connection')}`;
  const lines = linesSection(connections.map(connectionLine), maxConnections, more);
  return terminatesConnections
    ? [lines]
    : [
        lines,
        context(`You can’t terminate connections from <#${metadata.channel}>, so these stay connected.`),
      ];
}

function connectionLine({ connection, endpoint }: ListedConnection): string {
  const lasted = durationMs(connection);
  const since = lasted === undefined ? '' : ` · connected for ${durationText(lasted)}`;
  return `• ${shownBold(namePlain(connection, 50))}  ${nameKind(connection)} · ${shown(endpoint.name)}${since}`;
}

function possibleLabel(terminatesConnections: boolean): string {
  return terminatesConnections
    ? 'Possible matches: select to block and terminate too'
    : 'Possible matches: select to block too';
}

/** A name that no connection has may be that of someone who connects later, or a typo that blocks no one. */
function nobodyBlocks({ names, connections, unavailable, possible, metadata }: BlockQuestion): KnownBlock[] {
  if (connections.length > 0) return [];
  const where = unavailable.length > 0 ? ' on the endpoints that responded' : '';
  if (metadata.targetRef.kind === 'several')
    return [
      section(
        `:information_source: None of them is connected${where}. A block applies only to exactly these names.`,
      ),
    ];
  const close = possible.connections.length === 0 ? '' : ' Possible matches are listed below.';
  return [
    section(
      `:warning: No one is connected as ${blockedNames(names)}${where}. A block applies only to exactly this name, so check the spelling.${close}`,
    ),
  ];
}

/** Offers to block a similar name instead of the one that no connection has. */
function similarBlocks(question: BlockQuestion): KnownBlock[] {
  const { similar = [] } = question;
  if (similar.length === 0) return [];
  return [
    section(':grey_question: Did you mean one of these?'),
    ...suggestionRows('block', similar, typedFrom(question), maxSuggestions),
  ];
}

const maxSuggestions = 10;

/** A block applies to the name, so it affects these users as well; a kick of the person does not. */
function otherUsersContext(otherUsers: readonly ListedConnection[]): KnownBlock[] {
  if (otherUsers.length === 0) return [];
  const users = [...new Set(otherUsers.map(({ connection }) => shownBold(namePlain(connection))))];
  return [
    context(
      `Other users are connected with the same certificate: ${listed(users, 20)}. The block applies to them too, but it doesn’t terminate their ${counted(otherUsers.length, 'connection')}.`,
    ),
  ];
}

/**
 * A certificate can be on many laptops, and several users can have one with the same name: a block affects them all.
 */
function severalPeopleBlocks(connections: readonly ListedConnection[]): KnownBlock[] {
  const certificates = connections.filter(({ connection }) => nameOf(connection).kind === 'common_name');
  const users = connections.map(({ connection }) => connection).filter(({ username }) => username);
  if (certificates.length < 2 && countUsers(users, { match: 'map', map: new Map() }, []) < 2) return [];
  const why =
    certificates.length > 0
      ? 'a certificate can be on many devices'
      : 'these connections have different user names';
  return [
    section(
      `:warning: *This may affect several people*: ${why}. The block applies to everyone listed here and to anyone else with the same name.`,
    ),
  ];
}

/** The lengths in the menu; any other length has to be typed with the command. */
const usualLengths = ['3600s', '14400s', '86400s', '604800s', 'until-lifted'];

/** Shown under the menu if no length, or no valid length, was chosen. */
export const lengthMissingText = 'Choose how long to block.';

/** Asks how long to block, in the block modal: the actor has to choose. */
function blockLengthInput(typed: BlockLength | undefined): InputBlock {
  const chosen = typed === undefined ? undefined : textFromBlockLength(typed);
  const isUsual = chosen === undefined || usualLengths.includes(chosen);
  return input(isUsual ? usualLengths : [chosen, ...usualLengths], chosen);
}

/**
 * Asks whether to block as well and for how long. Nothing is selected at first, and unless it is, no one is blocked.
 *
 * @param scope The only endpoint that the block applies to, if the request has a scope.
 */
export function blockToo(scope?: Endpoint): InputBlock {
  return { ...input([noBlock, ...usualLengths], undefined, scope), optional: true };
}

function input(values: readonly string[], chosen: string | undefined, scope?: Endpoint): InputBlock {
  const options = values.map(option);
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: kickBlocks.block,
    label: plainText('Block for', 75),
    hint: plainText(hintText(scope), 150),
    element: {
      type: 'static_select',
      action_id: kickBlocks.block,
      placeholder: plainText('Choose a length', 150),
      options,
      ...(initial && { initial_option: initial }),
    },
  };
}

function hintText(scope: Endpoint | undefined): string {
  return scope === undefined
    ? 'New connections are denied wherever the connect handler is attached.'
    : `New connections to ${shownPlain(scope.name, 60)} are denied if the connect handler is attached there.`;
}

function option(value: string): PlainTextOption {
  return { text: plainText(textOf(value), 75), value };
}

function textOf(value: string): string {
  if (value === noBlock) return 'Don’t block';
  const length = parseBlockLength(value);
  return length?.kind === 'for' ? lengthText(length.ms) : 'Until unblocked';
}

/** Formats a length exactly, in words: `1 week`, `4 hours 30 minutes`. */
function lengthText(ms: number): string {
  if (ms % millisecondsInWeek === 0) return formatDuration({ weeks: ms / millisecondsInWeek });
  return formatDuration({
    days: Math.floor(ms / millisecondsInDay),
    hours: Math.floor((ms % millisecondsInDay) / millisecondsInHour),
    minutes: Math.floor((ms % millisecondsInHour) / millisecondsInMinute),
    seconds: (ms % millisecondsInMinute) / 1_000,
  });
}
