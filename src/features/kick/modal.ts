import type { Checkboxes, InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ListedConnection, PossibleMatches, UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import type { TerminationRule } from '../../domain/rules.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import { isMany, type KickTargetRef } from '../../domain/target.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import { context, plainText, section } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { modalFrame, reasonInput, reasonNote } from '../../slack/block-kit/inputs.ts';
import { counted, listed } from '../../slack/block-kit/quantities.ts';
import { maxNames } from '../block/authorize-block.ts';
import { blockToo } from '../block/modal.ts';
import { connectionOption, detailsOf, nameKind } from '../connections/connection-row.ts';
import { certificateOnlyBlocks, unavailableBlocks } from '../connections/coverage-blocks.ts';
import {
  directoryConnectionBlocks,
  hitsOtherUsersBlock,
  lookalikeConnectionBlocks,
  otherUsersBlocks,
  possibleBlocks,
  possibleInput,
} from '../connections/messages.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';
import { longerNameBlocks } from '../connections/suggested-names.ts';
import { approvalNotice } from './approval-notice.ts';
import {
  allNamesBlocks,
  endpointInput,
  manyBlocks,
  maxNamesInQuestion,
  outOfScopeBlocks,
  shownNames,
  unresolvedBlocks,
  unresolvedNames,
} from './many-people.ts';
import { type KickMetadata, textFromKickMetadata } from './payloads.ts';

/** Slack's limits: options of one group of checkboxes, and characters of an option. */
const optionsAGroup = 10;
const maxOptionLength = 75;
/** With more connections than this, the kick covers all of them, and the modal shows a sample without checkboxes. */
const maxListed = 50;

/** What the modal asks about, from a fresh look-up. */
export interface KickQuestion {
  readonly connections: readonly ListedConnection[];
  readonly unavailable: readonly UnavailableEndpoint[];
  readonly outOfScope: readonly Endpoint[];
  /** Why terminating all of them needs a second person. */
  readonly need: SecondPersonNeed | undefined;
  /** Whether the modal also offers a block. */
  readonly mayBlock: boolean;
  /** Of several people: the names that the block would cover. */
  readonly blockNames?: readonly string[];
  /** Of several targets, those for which no connection was found. */
  readonly unresolved: readonly UnresolvedTarget[];
  /** Connections of other users on the person's certificate; they are left out. */
  readonly otherUsers: readonly ListedConnection[];
  /** Whether the person has no connection of their own, and all `connections` may belong to other users. */
  readonly hitsOtherUsers: boolean;
  /** Possible matches, which are left alone unless they are ticked. */
  readonly possible: PossibleMatches;
  readonly metadata: KickMetadata;
  readonly minReason: number;
  readonly names: BotNames;
  /** The pace of a kick of many. */
  readonly terminations: TerminationRule;
  /** The reason that was typed with the command. */
  readonly reason: string;
  /** What the person is told, unless the actor chooses otherwise; undefined if they are not told. */
  readonly notifies?: 'reason' | 'plain' | undefined;
  /** The connections that are selected at first; all of them by default. */
  readonly preselected?: readonly ConnectionId[] | undefined;
  /** Names of active connections that start with the target's name and a space. */
  readonly longerNames?: readonly string[];
  /** Text to show above everything else, as mrkdwn. */
  readonly notice?: string | undefined;
}

export function kickModal(question: KickQuestion): ModalView {
  const {
    connections,
    unavailable,
    outOfScope,
    need,
    mayBlock,
    unresolved,
    metadata,
    minReason,
    reason,
    names,
  } = question;
  const isOfMany = isMany(metadata.targetRef);
  const isTickedOff = !isOfMany && isTickable(connections);
  return {
    ...modalFrame('Terminate connections'),
    private_metadata: textFromKickMetadata({
      ...metadata,
      listed: isTickedOff ? connections.length : 0,
    }),
    submit: plainText('Terminate', 24),
    blocks: [
      ...(question.notice === undefined ? [] : [section(question.notice)]),
      ...longerNameBlocks('kick', metadata.targetRef, question.longerNames ?? [], {
        ...{ on: metadata.on, reason, breakGlass: metadata.breakGlass, typedAt: metadata.openedAt },
      }),
      section(questionText(connections, metadata.targetRef)),
      ...(isOfMany
        ? manyBlocks(connections, metadata.targetRef, question.terminations)
        : connectionsBlocks(question)),
      ...unresolvedBlocks(unresolved),
      ...(question.hitsOtherUsers ? [hitsOtherUsersBlock()] : []),
      ...otherUsersBlocks(question.otherUsers, names),
      ...(isOfMany ? possibleBlocks(question.possible) : possibleInputs(question.possible, names)),
      ...sharedCertificateBlocks(connections),
      ...lookalikeConnectionBlocks(
        connections,
        metadata.targetRef.kind === 'name' ? [metadata.targetRef.name] : [],
      ),
      ...(isOfMany ? [] : directoryConnectionBlocks(connections)),
      ...unavailableBlocks(unavailable),
      ...outOfScopeBlocks('Not included', outOfScope),
      ...approvalNotice(need, metadata.breakGlass, connections),
      ...(metadata.confirm === undefined ? [] : [endpointInput(metadata.confirm)]),
      reasonInput(minReason, reason, 'Stale connection, user asked'),
      ...(mayBlock ? [blockToo(scopeOf(connections, metadata))] : []),
      ...blockNamesBlocks(question),
      reasonNote(),
      ...(question.notifies === undefined ? [] : [quietInput(question.notifies)]),
      ...(isTickedOff ? [] : allNamesBlocks(connections, names)),
    ],
  };
}

/** Lets the actor keep Bouncer from telling the person. */
function quietInput(notifies: 'reason' | 'plain'): InputBlock {
  const why = notifies === 'reason' ? ', and why' : '';
  return {
    type: 'input',
    block_id: kickBlocks.quiet,
    optional: true,
    label: plainText('Notification', 75),
    hint: plainText(
      `Bouncer tells the person in a direct message that their connections were terminated${why}, if they’re a member of this workspace.`,
      150,
    ),
    element: {
      type: 'checkboxes',
      action_id: kickBlocks.quiet,
      options: [{ text: plainText('Don’t notify', maxOptionLength), value: 'quiet' }],
    },
  };
}

/** Returns the only endpoint of a request with a scope: all of its connections are there. */
function scopeOf([first]: readonly ListedConnection[], { on }: KickMetadata): Endpoint | undefined {
  return on === undefined ? undefined : first?.endpoint;
}

/** Names everyone of several people whom the block would cover, and who is left out, or says that they are too many. */
function blockNamesBlocks({
  mayBlock,
  blockNames = [],
  unresolved,
  names: { command },
}: KickQuestion): KnownBlock[] {
  const names = blockNames.map((name) => shown(name));
  const others = unresolved.length === 0 ? undefined : unresolvedNames(unresolved);
  if (mayBlock && names.length > 0)
    return [
      context(`A block would cover: ${listed(names, names.length)}`),
      ...(others === undefined
        ? []
        : [
            section(
              `:warning: This block doesn’t cover ${others}. To block them too, run \`${command} block\`.`,
            ),
          ]),
    ];
  return names.length > maxNames
    ? [context(`At most ${maxNames} names can be blocked at a time, and this kick has ${names.length}.`)]
    : [];
}

/** Offers the possible matches as checkboxes; a kick of many only lists them. */
function possibleInputs({ connections, certificateOnly }: PossibleMatches, names: BotNames) {
  return [
    ...possibleInput(connections, 'Possible matches: select to terminate too', names),
    ...certificateOnlyBlocks(certificateOnly),
  ];
}

/** The block_id of the n-th group of checkboxes. */
function connectionsBlockId(group: number): string {
  return group === 0 ? kickBlocks.connections : `${kickBlocks.connections}_${group}`;
}

/** A single connection needs no checkbox, and too many would not be ticked one by one. */
function isTickable(connections: readonly ListedConnection[]): boolean {
  return connections.length > 1 && connections.length <= maxListed;
}

function connectionsBlocks(question: KickQuestion): KnownBlock[] {
  const { connections } = question;
  if (isTickable(connections)) return checkboxes(question);
  const [only] = connections;
  return connections.length === 1 && only !== undefined
    ? [context(detailText(only))]
    : [section(sampleText(connections))];
}

function questionText(connections: readonly ListedConnection[], targetRef: KickTargetRef): string {
  const endpoints = [...new Set(connections.map(({ endpoint }) => endpoint.name))];
  const where = listed(endpoints.map((name) => shown(name)));
  const count = counted(connections.length, 'connection');
  if (targetRef.kind !== 'everyone')
    return `Terminate ${count} of ${shownNames(connections, maxNamesInQuestion)} on ${where}?`;
  return connections.length === 1
    ? `Terminate the only connection on ${where}?`
    : `Terminate all ${count} on ${where}?`;
}

/** The only group of checkboxes is required; of several, or beside possible matches, each can be left empty. */
function checkboxes({ connections, preselected, possible }: KickQuestion): InputBlock[] {
  const isSelected = ({ value = '' }: PlainTextOption) => preselected?.some((id) => id === value) ?? true;
  const groups = Array.from({ length: Math.ceil(connections.length / optionsAGroup) }, (_, group) =>
    connections.slice(group * optionsAGroup, (group + 1) * optionsAGroup).map(connectionOption),
  );
  return groups.map((options, group) => ({
    type: 'input',
    block_id: connectionsBlockId(group),
    optional: groups.length > 1 || possible.connections.length > 0,
    label: plainText(group === 0 ? 'Connections to terminate' : 'More connections', 75),
    element: {
      type: 'checkboxes',
      action_id: connectionsBlockId(group),
      options,
      // Slack refuses an empty selection.
      ...(options.some(isSelected) && { initial_options: options.filter(isSelected) }),
    } satisfies Checkboxes,
  }));
}

function detailText(found: ListedConnection): string {
  return [nameKind(found.connection), ...detailsOf(found).map((detail) => shown(detail))].join(' · ');
}

function sampleText(connections: readonly ListedConnection[]): string {
  const sample = connections
    .slice(0, 10)
    .map(({ connection, endpoint }) => `• ${shown(connection.id)} on ${shown(endpoint.name)}`);
  return `All ${counted(connections.length, 'connection')}, including:\n${sample.join('\n')}`;
}

/** Warns that several people may share a certificate, so that the kick could affect all of them. */
function sharedCertificateBlocks(connections: readonly ListedConnection[]): KnownBlock[] {
  const byCertificate = connections.filter(({ connection }) => !connection.username && connection.commonName);
  if (byCertificate.length < 2) return [];
  return [
    section(
      `:warning: ${counted(byCertificate.length, 'connection')} are identified only by a certificate, which several people may share. Check that you mean all of them.`,
    ),
  ];
}
