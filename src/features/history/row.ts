import type { KnownBlock } from '@slack/types';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import type { ChannelId } from '../../domain/ids.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import { button, section, spokenAs } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { bytesText, durationText, timeText } from '../../slack/block-kit/quantities.ts';
import { kindTexts } from '../connections/connection-row.ts';
import { deviceText } from '../connections/origin-text.ts';
import { valueFromDetailsChoice } from '../connections/payloads.ts';
import { type TerminationRecord, type Terminations, terminationOf } from '../details/find-terminations.ts';
import { terminationText } from '../details/messages.ts';
import type { PastConnection } from './past-connection.ts';

interface RowFrame {
  /** The maximum characters of a name. */
  readonly most: number;
  readonly terminations: Terminations;
  /** The channel in which it is shown. */
  readonly here: ChannelId;
}

/** Renders a connection of the history: whose and when, what is known about it, and how it ended. */
export function pastRow(past: PastConnection, frame: RowFrame): KnownBlock {
  const { record, endpoint, isListed } = past;
  const lines = [nameLine(past, frame), factsLine(past, frame), endingText(past, frame)];
  const text = lines.filter((line) => line !== '').join('\n');
  if (!isListed) return section(text);

  const value = valueFromDetailsChoice({ connection: record.id, on: endpoint.id });
  const spoken = spokenAs('Details of', plainNameOf(record), `on ${endpoint.name}`);
  return section(text, { accessory: { ...button(actionIds.details, 'Details', value), ...spoken } });
}

function plainNameOf(record: ConnectionRecord): string {
  const name = nameOf(record);
  return name.kind === 'unnamed' ? record.id : name.text;
}

function nameLine({ record, endpoint }: PastConnection, { most }: RowFrame): string {
  const { kind } = nameOf(record);
  const { username, commonName } = record;
  const hasBoth = username && commonName && username !== commonName;
  const certificate = hasBoth ? ` · certificate ${shown(commonName, most)}` : '';
  return `${shownBold(plainNameOf(record), most)}  ${kindTexts[kind]} · ${shown(endpoint.name)}${certificate}`;
}

function factsLine(past: PastConnection, { most }: RowFrame): string {
  const { publicIp, device, clientIp, traffic } = past.record;
  const whence = [
    ...(publicIp === undefined
      ? []
      : [`public address ${shown(publicIp, most)}${past.isNewAddress ? ' (*new*)' : ''}`]),
    ...(device === undefined ? [] : [`${deviceText(device, most)}${past.isNewDevice ? ' (*new*)' : ''}`]),
    ...(clientIp === undefined ? [] : [`VPN address ${shown(clientIp, most)}`]),
  ];
  const sent =
    traffic === undefined
      ? []
      : [`sent ${bytesText(traffic.bytesSent)}, received ${bytesText(traffic.bytesReceived)}`];
  return [[timesText(past), ...sent], whence]
    .map((facts) => facts.join(' · '))
    .filter((line) => line !== '')
    .join('\n');
}

function timesText({ record, state }: PastConnection): string {
  const { startedAt, endedAt, lastSeenAt } = record;
  const start = timeText(startedAt, 'day');
  const lastedMs = (end: Date) => Math.max(0, differenceInMilliseconds(end, startedAt));
  const until = (end: Date) => timeText(end, lastedMs(end) < halfDayMs ? 'time' : 'day');
  switch (state) {
    case 'connected':
      return `since ${start} (${durationText(lastedMs(lastSeenAt))}), still connected`;
    case 'ended':
      return `${start} – ${until(endedAt ?? lastSeenAt)} (${durationText(lastedMs(endedAt ?? lastSeenAt))})`;
    case 'gone':
      return `${start} – last seen ${until(lastSeenAt)}, ended later`;
    case 'unknown':
      return `since ${start}, last seen ${until(lastSeenAt)}`;
  }
}

/** The end of a shorter connection needs no date. */
const halfDayMs = hoursToMilliseconds(12);

function endingText({ record }: PastConnection, { terminations, here, most }: RowFrame): string {
  const { ending } = record;
  if (ending?.kind === 'logged')
    return `Ended by AWS, according to the connection log: ${shown(ending.text, most * 2)}`;
  const known: TerminationRecord | undefined = ending ?? terminationOf(terminations, record);
  return known === undefined ? '' : terminationText(known, here, most * 2);
}
