import type { HomeView, KnownBlock } from '@slack/types';
import type { Approval } from '../../domain/approval.ts';
import type { Block } from '../../domain/block.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ConnectionList } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { FailureCode } from '../../domain/failure.ts';
import type { ChannelId } from '../../domain/ids.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import type { Denial } from '../../policy/authorize.ts';
import type { AllowedChannel } from '../../slack/allowed-channels.ts';
import { actionIds, callbackIds } from '../../slack/block-kit/action-ids.ts';
import { actions, button, context, header, linesSection, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { notOwnText } from '../../slack/block-kit/notice.ts';
import { textFromModalPlace } from '../../slack/block-kit/place-text.ts';
import { alternatives, counted, limitText, listed, timeText } from '../../slack/block-kit/quantities.ts';
import { actText } from '../audit/act-text.ts';
import { blockLine } from '../block/blocks-message.ts';
import { chartsAccessory } from '../charts/messages.ts';
import { connectionRow } from '../connections/connection-row.ts';
import { certificateOnlyBlocks, coverageBlocks, coverageText } from '../connections/coverage-blocks.ts';
import { denialView, grantTexts } from '../connections/denied-message.ts';
import type { EndpointHealth } from './endpoint-health.ts';

/** A section as far as it is looked up. */
export interface ShownSection {
  readonly title: string;
  readonly content:
    | { readonly kind: 'shown'; readonly blocks: readonly KnownBlock[] }
    | { readonly kind: 'pending' }
    | { readonly kind: 'failed'; readonly code: FailureCode };
}

/** Slack's limit for the blocks of a view: https://docs.slack.dev/reference/views/home-tab-views */
const maxBlocks = 100;

/** Shows the Home tab of a member, as far as it is looked up. */
export function homeView(place: ChannelId, sections: readonly ShownSection[]): HomeView {
  const blocks = sections.flatMap(({ title, content }, index): KnownBlock[] => [
    ...(index === 0 ? [] : [divider]),
    header(title),
    ...contentBlocks(content),
  ]);
  const controls = actions('home_controls', [button(actionIds.homeRefresh, 'Refresh', '')]);
  return homeTab(place, [controls, ...blocks]);
}

/** Shows the Home tab before anything is known. */
export function openingView(place: ChannelId): HomeView {
  return homeTab(place, [section('Looking up…')]);
}

/** Shows people who cannot use Bouncer why. */
export function deniedHomeView(place: ChannelId, denial: Denial, names: BotNames): HomeView {
  return homeTab(place, denialView(denial, names).blocks);
}

/** What Slack calls every direct message in a command. */
export const directMessageName = 'directmessage';

const divider = { type: 'divider' } as const;

function homeTab(place: ChannelId, blocks: readonly KnownBlock[]): HomeView {
  return {
    type: 'home',
    callback_id: callbackIds.home,
    private_metadata: textFromModalPlace({ channel: place, channelName: directMessageName }),
    blocks: blocks.slice(0, maxBlocks),
  };
}

function contentBlocks(content: ShownSection['content']): readonly KnownBlock[] {
  switch (content.kind) {
    case 'shown':
      return content.blocks;
    case 'pending':
      return [context('Looking up…')];
    case 'failed':
      return [section(`:warning: Bouncer couldn’t look this up. ${failureSentence(content.code)}`)];
  }
}

/** The rest is in `/vpn me`. */
const maxOwnRows = 10;

/** Shows a person's own connections, each with Terminate. */
export function ownBlocks(
  list: ConnectionList,
  notOwn: number,
  { command }: BotNames,
): readonly KnownBlock[] {
  const { connections, asOf } = list;
  const rows = connections.slice(0, maxOwnRows);
  const more = connections.length - rows.length;
  const notice = notOwnText(notOwn);
  return [
    ...(notice === undefined ? [] : [section(notice)]),
    ...(rows.length === 0 ? [section(noneText(list))] : []),
    ...rows.map((item) => connectionRow(item, { asOf, most: 80, hasButton: true })),
    ...(more > 0 ? [context(`and ${counted(more, 'more connection')}: type \`${command} me\``)] : []),
    ...certificateOnlyBlocks(list.possible.certificateOnly, 'you'),
    ...coverageBlocks(list, 'me'),
    context(coverageText(list, { about: undefined, sharedBy: undefined })),
  ];
}

function noneText({ unavailable, stale, reading, possible }: ConnectionList): string {
  if (reading.length > 0) return 'No connection of yours has been found so far.';
  if (possible.certificateOnly.length > 0) return 'No connection with one of your VPN names was found.';
  const isSure = unavailable.length === 0 && stale.length === 0;
  return isSure ? 'You aren’t connected.' : 'You aren’t connected to the endpoints that responded.';
}

const maxChannels = 10;
const allOf = new Intl.ListFormat('en', { type: 'conjunction' });

/** Shows what a person can do, in those of the channels that they are in. */
export function rightsBlocks(
  channels: readonly AllowedChannel[],
  { maySelf, names: { command } }: { readonly maySelf: boolean; readonly names: BotNames },
): readonly KnownBlock[] {
  const own = maySelf ? [`In any channel, you can ${grantTexts.self}: type \`${command} me\`.`] : [];
  const lines = channels.map(
    ({ rule, grants }) =>
      `In <#${rule.id}>, you can ${allOf.format(grants.map((grant) => grantTexts[grant]))}.`,
  );
  if (own.length + lines.length === 0)
    return [
      section(
        'Bouncer found no channel of yours in which you can use it. Ask an operator which channel to join.',
      ),
    ];
  return [
    linesSection([...own, ...lines], maxChannels, (count) => `and ${counted(count, 'more channel')}`),
    context(`Type \`${command} help\` in a channel to see the commands that you can use there.`),
  ];
}

const maxEndpoints = 40;
/** These have a block of their own, with a button; the tab has room for so many of them. */
const maxEndpointRows = 20;

/**
 * Shows which endpoints work, and how many connections they have, with the charts of those that were observed. The
 * button is authorized by the same rule as the section.
 */
export function healthBlocks(health: readonly EndpointHealth[]): readonly KnownBlock[] {
  const moments = health.flatMap(({ state }) => (state.kind === 'works' ? [state.asOf.getTime()] : []));
  const oldest =
    moments.length === 0 ? [] : [context(`as of ${timeText(new Date(Math.min(...moments)), 'seconds')}`)];
  const lines = health.slice(maxEndpointRows).map(healthText);
  const more = (count: number) => `and ${counted(count, 'more endpoint')}`;
  return [
    ...health.slice(0, maxEndpointRows).map((each) => section(healthText(each), chartsOf(each))),
    ...(lines.length === 0 ? [] : [linesSection(lines, maxEndpoints - maxEndpointRows, more)]),
    ...oldest,
  ];
}

function chartsOf({ endpoint, state }: EndpointHealth): Partial<ReturnType<typeof chartsAccessory>> {
  return state.kind === 'works' && state.lastDay !== undefined ? chartsAccessory(endpoint) : {};
}

function healthText({ endpoint, state }: EndpointHealth): string {
  const name = shownBold(endpoint.name);
  switch (state.kind) {
    case 'works': {
      const { connections, isPartial, isStale, lastDay } = state;
      const day = lastDay === undefined ? '' : `\nLast 24 hours: \`${lastDay}\``;
      const count = `${connections.toLocaleString('en')} connected${isPartial ? ' so far' : ''}`;
      return isStale
        ? `:warning: ${name}  ${count} · may be out of date${day}`
        : `:large_green_circle: ${name}  ${count} · works${day}`;
    }
    case 'no_network':
      return `:red_circle: ${name}  has no associated network, so no one can connect`;
    case 'unreadable':
      return `:warning: ${name}  Bouncer can’t read its state`;
  }
}

/** A request for approval, and the link to its message. */
export interface LinkedApproval {
  readonly approval: Approval;
  readonly link: string | undefined;
}

/** Shows the requests that wait for a second person. They are decided in their channel, where everyone sees them. */
export function approvalsBlocks(waiting: readonly LinkedApproval[], viewer: string): readonly KnownBlock[] {
  return waiting.map(({ approval, link }) => {
    const { requester, channel, target, reason, count, expiresAt } = approval;
    const who = requester.id === viewer ? 'You want' : `<@${requester.id}> wants`;
    const where = linkText(link, 'Open the request') ?? `in <#${channel.id}>`;
    return section(
      `:busts_in_silhouette: ${who} to terminate ${counted(count, 'connection')} of ${shownBold(target, 120)}\n“${shown(reason, 160)}” · until ${timeText(expiresAt)} · ${where}`,
    );
  });
}

/** A block, and the link to its message. */
export interface LinkedBlock {
  readonly block: Block;
  readonly link: string | undefined;
}

/** The rest is in `/vpn blocks`. Each link may cost a call of Slack's. */
export const maxLinked = 10;

/**
 * Shows the active blocks that end soonest, and where they can be removed.
 *
 * @param blocks All of them. Only the first {@link maxLinked} need their links.
 */
export function blocksBlocks(
  blocks: readonly LinkedBlock[],
  {
    channels,
    limitedTo,
    endpoints,
    names: { command },
  }: {
    readonly channels: readonly ChannelId[];
    readonly limitedTo: readonly Endpoint[] | undefined;
    readonly endpoints: readonly Endpoint[];
    readonly names: BotNames;
  },
): readonly KnownBlock[] {
  const limit = limitedTo === undefined ? [] : [context(limitText(limitedTo.map(({ name }) => name)))];
  if (blocks.length === 0) {
    const on = limitedTo === undefined ? '' : ` on ${listed(limitedTo.map(({ name }) => shown(name)))}`;
    return [section(`No one is blocked${on}.`)];
  }
  const lines = blocks.map(({ block, link }) =>
    [blockLine(block, endpoints), linkText(link, 'Open') ?? []].flat().join(' · '),
  );
  const where = alternatives(channels.map((id) => `<#${id}>`));
  return [
    linesSection(lines, maxLinked, (count) => `and ${counted(count, 'more block')}`),
    ...limit,
    context(`To unblock someone, type \`${command} blocks\` in ${where}.`),
  ];
}

/** Only Slack's own links are followed. */
function linkText(link: string | undefined, text: string): string | undefined {
  return link === undefined || /[<>|\s]/.test(link) ? undefined : `<${link}|${text}>`;
}

/** Shows what the person has terminated lately. */
export function actsBlocks(acts: readonly EntryThread[]): readonly KnownBlock[] {
  return acts.map((entries) => section(actText(entries)));
}
