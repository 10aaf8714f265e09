import type { InputBlock, KnownBlock } from '@slack/types';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { TerminationRule } from '../../domain/rules.ts';
import type { KickTargetRef } from '../../domain/target.ts';
import { namesOfConnections } from '../../domain/vpn-name.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import { context, linesSection, type MessageView, plainText, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import { namePages, namesBlocks } from '../../slack/block-kit/paging.ts';
import { alternatives, counted, durationText, listed } from '../../slack/block-kit/quantities.ts';
import { namePlain } from '../connections/connection-row.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';

const maxInSample = 10;
/** A kick shorter than this needs no estimate of its duration. */
const longMs = 10_000;

/** The question names the people itself if they are so few. */
export const maxNamesInQuestion = 3;

/** Shows a sample of the people whose connections a kick of many would terminate; they cannot be ticked one by one. */
export function manyBlocks(
  connections: readonly ListedConnection[],
  targetRef: KickTargetRef,
  { burst, perSecond }: TerminationRule,
): KnownBlock[] {
  const byName = Map.groupBy(connections, ({ connection }) => namePlain(connection));
  const lines = [...byName].map(([name, theirs]) =>
    theirs.length === 1
      ? `• ${shownBold(name)}`
      : `• ${shownBold(name)} · ${counted(theirs.length, 'connection')}`,
  );
  const isNamed =
    targetRef.kind !== 'everyone' && byName.size <= maxNamesInQuestion && byName.size === connections.length;
  const takesMs = secondsToMilliseconds(Math.max(0, connections.length - burst) / perSecond);

  return [
    ...(isNamed
      ? []
      : [
          linesSection(
            lines,
            maxInSample,
            (count) => `and ${count} more. All names are at the end of this form.`,
          ),
        ]),
    ...(takesMs < longMs
      ? []
      : [
          context(
            `This takes about ${durationText(takesMs)}, at ${perSecond} connections per second. You can stop it at any time.`,
          ),
        ]),
  ];
}

/** This many sections of names leave enough room for the other blocks of a modal. */
const maxPages = 40;

/** Lists every name below the inputs, unless the sample has already shown all of them. */
export function allNamesBlocks(
  connections: readonly ListedConnection[],
  { command }: BotNames,
): KnownBlock[] {
  const names = namesOfConnections(connections.map(({ connection }) => connection));
  if (names.length <= maxInSample) return [];

  const pages = namePages(names.join(', '));
  return [
    ...namesBlocks(pages.slice(0, maxPages), maxPages),
    ...(pages.length <= maxPages
      ? []
      : [section(`More names than fit here. \`${command} who\` lists everyone.`)]),
  ];
}

/** Lists the distinct names of the connections. */
export function shownNames(connections: readonly ListedConnection[], most: number): string {
  const names = [...new Set(connections.map(({ connection }) => namePlain(connection)))];
  return listed(
    names.map((name) => shownBold(name)),
    most,
  );
}

/** Names the endpoints on which this channel has no grant. */
export function outOfScopeBlocks(
  what: 'Not included' | 'Not checked',
  outOfScope: readonly Endpoint[],
): KnownBlock[] {
  if (outOfScope.length === 0) return [];
  const names = listed(outOfScope.map(({ name }) => shown(name)));
  return [context(`${what}: ${names}. This channel can’t terminate connections there.`)];
}

/** Lists the targets without a connection and why: not connected is not the same as unknown. */
export function unresolvedBlocks(unresolved: readonly UnresolvedTarget[]): KnownBlock[] {
  const textOf = (why: UnresolvedTarget['why']) =>
    listed(unresolved.filter((one) => one.why === why).map(unresolvedText), 20);
  const [off, nameless, unverifiable] = [textOf('off'), textOf('nameless'), unverifiableText(unresolved)];
  return [
    ...(off === '' ? [] : [section(`:information_source: Not connected: ${off}`)]),
    ...(nameless === ''
      ? []
      : [section(`:warning: Bouncer doesn’t know a VPN name for ${nameless}. They may be connected.`)]),
    ...(unverifiable === undefined ? [] : [section(unverifiable)]),
  ];
}

/** Lists the people whom Slack could not look up, so that nothing is done about them; undefined if there are none. */
export function unverifiableText(unresolved: readonly UnresolvedTarget[]): string | undefined {
  const people = unresolved.filter(({ why }) => why === 'unverifiable').map(unresolvedText);
  if (people.length === 0) return undefined;
  return `:warning: Slack returned no details for ${listed(people, 20)}, so Bouncer skips them. They may be connected.`;
}

/** Shown when the modal could not store everyone whom it left out, so that the submission cannot leave them out. */
export function tooManyLeftOutView(): MessageView {
  return noticeView(
    ':warning: *No action was taken.* Slack returned no details for too many people. Try again in a few minutes.',
  );
}

/** Builds the confirmation input. Typing the endpoint's name makes the actor read it. */
export function endpointInput(name: string): InputBlock {
  return {
    type: 'input',
    block_id: kickBlocks.endpoint,
    label: plainText(`Type “${name}” to confirm`, 75),
    element: { type: 'plain_text_input', action_id: kickBlocks.endpoint, max_length: 100 },
  };
}

export function endpointUntypedText(names: readonly string[]): string {
  return `Type ${alternatives(
    names.map((name) => `“${name}”`),
    3,
  )} to confirm.`;
}

/** Lists the targets without a connection, whatever the reason. */
export function unresolvedNames(unresolved: readonly UnresolvedTarget[]): string {
  return listed(unresolved.map(unresolvedText), 20);
}

function unresolvedText({ targetRef }: UnresolvedTarget): string {
  return targetRef.kind === 'person' ? `<@${targetRef.person}>` : shownBold(targetRef.name);
}
