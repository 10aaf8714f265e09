import type { KnownBlock, MrkdwnElement } from '@slack/types';
import { type Actor, botActor } from '../../domain/audit-entry.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import { type Connection, durationMs } from '../../domain/connection.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import { type ChannelId, isDirectMessage, parsePersonId } from '../../domain/ids.ts';
import { distinctNames, nameOf, namesOn } from '../../domain/vpn-name.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  header,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import {
  alternatives,
  bytesText,
  durationText,
  statusPath,
  timeText,
} from '../../slack/block-kit/quantities.ts';
import { lookalikeNote, namePlain, type RowNote } from '../connections/connection-row.ts';
import { denialView } from '../connections/denied-message.ts';
import { deviceText } from '../connections/origin-text.ts';
import {
  blockIdFromDetails,
  valueFromDetailsChoice,
  valueFromTerminateButton,
} from '../connections/payloads.ts';
import { valueFromReconnectButton } from '../reconnect/payloads.ts';
import type { ConnectionDetails, NoDetails } from './describe-connection.ts';
import { type TerminationRecord, type Terminations, terminationOf } from './find-terminations.ts';

/** A field holds 2,000 characters. No name is as long, but ten posture statuses may be. */
const maxCharacters = 1_500;

/**
 * Shows every field that AWS has about a connection, with its ids to copy, and what can be done.
 *
 * @param here The channel in which it is shown.
 */
export function detailsView(details: ConnectionDetails, here: ChannelId): MessageView {
  const { connection, endpoint } = details.item;
  const title =
    nameOf(connection).kind === 'unnamed'
      ? 'Connection without a name'
      : `Connection of ${namePlain(connection, 130)}`;
  const notes = distinctNames(namesOn(connection)).flatMap((name) => lookalikeNote(name, 80) ?? []);
  const place = `${shown(endpoint.name)} (${shown(endpoint.region)})`;

  return messageView(shown(title, 150), [
    header(title),
    context(`${place} · as of ${timeText(details.asOf, 'seconds')}`),
    ...fields(timeFacts(connection)),
    ...terminationBlocks(details, here),
    ...fields(nameFacts(connection)),
    ...notes.map((note) => section(`:warning: ${note}`)),
    ...fields(trafficFacts(connection)),
    ...fields([...networkFacts(connection), ...originFacts(details.item)]),
    ...fields([
      ['Connection ID', copyable(connection.id)],
      ['Endpoint ID', copyable(endpoint.id)],
    ]),
    controls(details),
  ]);
}

function terminationBlocks(
  { item, terminations }: ConnectionDetails,
  here: ChannelId,
): readonly KnownBlock[] {
  if (terminations === undefined) return [];
  const record = terminationOf(terminations, item.connection);
  if (record !== undefined) return [section(terminationText(record, here, maxReason))];
  const note = unexplainedText(terminations);
  return note === undefined ? [] : [context(note)];
}

/** The longest that the modal takes. */
const maxReason = 500;

/**
 * Says who terminated a connection, where and why, as mrkdwn. It mentions people, so it is only for a message to one
 * person.
 *
 * @param here The channel in which it is shown. No other is named, because it may be private; a direct message has no name.
 */
export function terminationText(
  { by, channel, reason }: TerminationRecord,
  here: ChannelId,
  most: number,
): string {
  const where = channel === here && !isDirectMessage(here) ? ` in <#${channel}>` : '';
  const why = reason === undefined ? '' : `: “${shown(reason, most)}”`;
  return `Terminated by ${actorText(by)}${where}${why}`;
}

/** The notes on the rows of a history. */
export function terminationNotes(terminations: Terminations, here: ChannelId): RowNote {
  return (connection, most) => {
    const record = terminationOf(terminations, connection);
    return record && terminationText(record, here, most * 2);
  };
}

function actorText(actor: Actor): string {
  if (actor.id === botActor.id) return 'Bouncer (automatic)';
  return parsePersonId(actor.id) === undefined ? shown(actor.name) : `<@${actor.id}>`;
}

/** Says that the audit log may know more about who terminated connections, as mrkdwn; undefined if it does not. */
export function unexplainedText({ extent }: Pick<Terminations, 'extent'>): string | undefined {
  return extent === 'complete' ? undefined : unexplainedTexts[extent];
}

const unexplainedTexts = {
  unread: ':warning: Bouncer couldn’t read the audit log, so it can’t show who terminated connections.',
  partial:
    ':warning: Bouncer couldn’t read the last hour of the audit log completely, so it may not show who terminated some connections.',
} as const satisfies Record<Exclude<Terminations['extent'], 'complete'>, string>;

type Fact = readonly [label: string, text: string];

function timeFacts(connection: Connection): readonly Fact[] {
  const { status, establishedAt, endedAt, sampledAt } = connection;
  const lasted = durationMs(connection);
  const length = lasted === undefined ? '' : ` (${durationText(lasted)})`;
  return [
    ['Status', statusPath([status])],
    ...moment(endedAt === undefined ? 'Connected since' : 'Connected at', establishedAt, length),
    ...moment('Ended', endedAt),
    ...moment('Measured by AWS', sampledAt),
  ];
}

function nameFacts({ username, commonName }: Connection): readonly Fact[] {
  return [...optional('User name', username), ...optional('Common name', commonName)];
}

function trafficFacts({ traffic }: Connection): readonly Fact[] {
  return [
    ['Sent by the client', trafficText(traffic.bytesSent, traffic.packetsSent)],
    ['Received by the client', trafficText(traffic.bytesReceived, traffic.packetsReceived)],
  ];
}

function networkFacts({ clientIp, clientIpv6, posture, policyEvaluatedAt }: Connection): readonly Fact[] {
  return [
    ...optional('IPv4 address', clientIp),
    ...optional('IPv6 address', clientIpv6),
    ...optional('Posture compliance', posture.join(', ')),
    ...moment('Authorization policy evaluated', policyEvaluatedAt),
  ];
}

function originFacts({ origin }: ConnectionDetails['item']): readonly Fact[] {
  const { publicIp, device } = origin ?? {};
  return [
    ...optional('Public address', publicIp),
    ...(device === undefined ? [] : [['Device', deviceText(device, maxCharacters)] as const]),
  ];
}

function moment(label: string, at: Date | undefined, rest = ''): readonly Fact[] {
  return at === undefined ? [] : [[label, timeText(at, 'exact') + rest]];
}

function optional(label: string, text: string | undefined): readonly Fact[] {
  return text ? [[label, copyable(text)]] : [];
}

function trafficText(bytes: bigint, packets: bigint): string {
  const rounded = bytesText(bytes);
  const exact = `${bytes.toLocaleString('en')} ${bytes === 1n ? 'byte' : 'bytes'}`;
  const size = rounded.endsWith(' B') ? exact : `${rounded} (${exact})`;
  return `${size}, ${packets.toLocaleString('en')} ${packets === 1n ? 'packet' : 'packets'}`;
}

/** As code, Slack neither links nor formats it, and a double click or a tap selects it. */
function copyable(text: string): string {
  return `\`${shown(text, maxCharacters).replaceAll('`', '')}\``;
}

/** Slack shows two fields in a row, and begins a new row with each section. */
function fields(facts: readonly Fact[]): readonly KnownBlock[] {
  if (facts.length === 0) return [];
  const fieldOf = ([label, text]: Fact): MrkdwnElement => ({
    type: 'mrkdwn',
    text: `*${label}*\n${text}`,
    verbatim: true,
  });
  return [{ type: 'section', fields: facts.map(fieldOf) }];
}

function controls({ item, asOf, mayBlock }: ConnectionDetails): KnownBlock {
  const { connection, endpoint, mayTerminate } = item;
  const terminate = valueFromTerminateButton({ connection: connection.id, on: endpoint.name, asOf });
  const name = nameOf(connection);
  const targetRef = { kind: 'name', name: name.kind === 'unnamed' ? '' : name.text } as const;
  const block = valueFromReconnectButton({ targetRef, on: endpoint.name, seenAt: asOf });
  const choice = { connection: connection.id, on: endpoint.id };
  return actions(blockIdFromDetails(choice), [
    ...(mayTerminate
      ? [
          {
            ...button(actionIds.terminate, 'Terminate', terminate, 'danger'),
            ...spokenAs('Terminate', namePlain(connection), `on ${endpoint.name}`),
          },
        ]
      : []),
    ...(mayBlock
      ? [{ ...button(actionIds.block, 'Block', block), ...spokenAs('Block', namePlain(connection)) }]
      : []),
    button(actionIds.detailsRefresh, 'Refresh', valueFromDetailsChoice(choice)),
  ]);
}

/** Says that there is no such connection, as far as the actor may know, and where to look next. */
export function noDetailsView(
  { connection, endpoints, unavailable, denial, maySearchLog }: NoDetails,
  names: BotNames,
): MessageView {
  const id = `\`${shown(connection)}\``;
  const responded = endpoints.filter((each) => unavailable.every(({ endpoint }) => endpoint.id !== each.id));
  const where = alternatives(responded.map(({ name }) => shown(name)));
  const isOwn = denial !== undefined;
  const text =
    responded.length === 0
      ? `:warning: Bouncer couldn’t look up connection ${id}.`
      : `:grey_question: ${isOwn ? 'You have no connection' : 'No connection found'} with the ID ${id} on ${where}.`;
  const next = `To see what Bouncer did to it, run \`${names.command} audit ${shown(connection)}\`.`;
  return messageView(text, [
    section(text),
    ...unavailable.map(unavailableBlock),
    ...(responded.length > 0
      ? [context('AWS lists active connections, and those that ended in the last 60 minutes.')]
      : []),
    ...(maySearchLog ? [context(next)] : []),
    ...(denial === undefined ? [] : denialView(denial, names).blocks),
  ]);
}

function unavailableBlock({ endpoint, code }: UnavailableEndpoint): KnownBlock {
  return section(`:warning: ${shownBold(endpoint.name)} didn’t respond. ${failureSentence(code)}`);
}
