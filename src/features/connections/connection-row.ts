import type { KnownBlock, PlainTextOption, StaticSelect } from '@slack/types';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { type Connection, durationMs, type Status } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { platformName } from '../../domain/platform.ts';
import { distinctNames, nameOf, namesOn, type VpnName } from '../../domain/vpn-name.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import { button, context, plainText, section, spokenAs } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { durationText, timeText, trafficText } from '../../slack/block-kit/quantities.ts';
import { originText } from './origin-text.ts';
import { type ListState, rowId, valueFromDetailsChoice, valueFromTerminateButton } from './payloads.ts';
import { type ConnectionOutcome, canTryAgain, outcomeText } from './row-outcome.ts';

/**
 * Renders a connection's row, with the Terminate button if the actor may use it, or else with Details.
 *
 * @param id The block_id of a row whose list shows what becomes of it.
 */
export function connectionBlock(
  text: string,
  { connection, endpoint, mayTerminate }: ListedConnection,
  asOf: Date,
  hasButton: boolean,
  id?: string,
): KnownBlock {
  if (!hasButton) return section(text);
  if (!mayTerminate) {
    const value = valueFromDetailsChoice({ connection: connection.id, on: endpoint.id });
    const spoken = spokenAs('Details of', namePlain(connection), `on ${endpoint.name}`);
    return section(text, { accessory: { ...button(actionIds.details, 'Details', value), ...spoken } });
  }

  const value = valueFromTerminateButton({ connection: connection.id, on: endpoint.name, asOf });
  const spoken = spokenAs('Terminate', namePlain(connection), `on ${endpoint.name}`);
  return section(text, {
    ...(id !== undefined && { block_id: id }),
    accessory: { ...button(actionIds.terminate, 'Terminate', value, 'danger'), ...spoken },
  });
}

/**
 * A checkbox of a modal. The description tells several connections under one name apart. If it has no room for everything,
 * it leaves out the address inside the VPN, which tells people least.
 */
export function connectionOption(listed: ListedConnection): PlainTextOption {
  const { connection } = listed;
  const all = detailsOf(listed).join(' · ');
  const details = all.length <= maxOptionLength ? all : detailsOf(listed, 'without address').join(' · ');
  return {
    text: plainText(`${namePlain(connection, 50)} · ${nameKind(connection)}`, maxOptionLength),
    description: plainText(shownPlain(details, maxOptionLength), maxOptionLength),
    value: connection.id,
  };
}

/** The endpoint, how long the connection has lasted, its address, and from where and with which device. */
export function detailsOf(
  { connection, endpoint, origin }: ListedConnection,
  which?: 'without address',
): readonly string[] {
  const lasted = durationMs(connection);
  const address = which === undefined ? (connection.clientIp ?? connection.clientIpv6) : undefined;
  return [
    endpoint.name,
    ...(lasted === undefined ? [] : [`connected for ${durationText(lasted)}`]),
    ...(address === undefined ? [] : [address]),
    ...(origin?.publicIp === undefined ? [] : [`from ${origin.publicIp}`]),
    ...(origin?.device === undefined ? [] : [platformName(origin.device.platform)]),
  ];
}

/** A section has room for one button: where some rows have Terminate, a select shows the details of any row. */
export function detailsSelect(rows: readonly ListedConnection[]): readonly StaticSelect[] {
  if (!rows.some(({ mayTerminate }) => mayTerminate)) return [];
  const options = rows.slice(0, maxOptions).map(({ connection, endpoint }) => ({
    text: plainText(optionText(connection, endpoint), maxOptionLength),
    value: valueFromDetailsChoice({ connection: connection.id, on: endpoint.id }),
  }));
  const placeholder = plainText('Details of…', 150);
  return [{ type: 'static_select', action_id: actionIds.detailsOf, placeholder, options }];
}

/** Slack's limits: options of a select, and characters of an option. */
const maxOptions = 100;
const maxOptionLength = 75;

/** The address tells several connections of one person apart. */
function optionText(connection: Connection, endpoint: Endpoint): string {
  const address = connection.clientIp ?? connection.clientIpv6 ?? '';
  const place = [shownPlain(endpoint.name, 16), shownPlain(address, 39)].filter((part) => part !== '');
  const rest = place.join(' · ');
  return `${namePlain(connection, maxOptionLength - [...rest].length - 3)} · ${rest}`;
}

/** The most possible matches in a list. */
export const maxPossibleRows = 5;

/**
 * Shows connections that may also be the target's, so that no one who may be connected appears to be off.
 *
 * @param asOf When they were looked up; by default, the time of EC2's own sample.
 */
export function possibleRows(
  connections: readonly ListedConnection[],
  { asOf, hasButton, most = 80, noteOn, state, outcome }: PossibleFrame,
): KnownBlock[] {
  if (connections.length === 0) return [];
  const more = connections.length - maxPossibleRows;
  return [
    section(':grey_question: *Possible matches*'),
    ...connections.slice(0, maxPossibleRows).map((possible, index) => {
      const at = asOf ?? possible.connection.sampledAt ?? unknownMoment;
      const id = state && rowId({ place: 'possible', state }, index, possible.connection.id);
      return connectionRow(possible, { asOf: at, most, noteOn, hasButton, outcome, id });
    }),
    ...(more > 0
      ? [context(`and ${more.toLocaleString('en')} more possible ${more === 1 ? 'match' : 'matches'}`)]
      : []),
  ];
}

interface PossibleFrame {
  readonly asOf?: Date;
  readonly hasButton: boolean;
  /** The maximum characters of a name. */
  readonly most?: number;
  readonly noteOn?: RowNote | undefined;
  /** The list that they are part of, if it shows what becomes of them. */
  readonly state?: ListState | undefined;
  readonly outcome?: ConnectionOutcome | undefined;
}

interface RowFrame {
  /** Stands before the connection's name, as mrkdwn. */
  readonly prefix?: string;
  readonly asOf: Date;
  readonly most: number;
  readonly noteOn?: RowNote | undefined;
  readonly hasButton: boolean;
  readonly outcome?: ConnectionOutcome | undefined;
  readonly id?: string | undefined;
}

/** Renders a row of a list, and what became of it if its button was pressed. */
export function connectionRow(
  item: ListedConnection,
  { prefix = '', asOf, most, noteOn, hasButton, outcome, id }: RowFrame,
): KnownBlock {
  const text = `${prefix}${connectionText(item, asOf, most, noteOn)}`;
  if (outcome?.id !== item.connection.id) return connectionBlock(text, item, asOf, hasButton, id);
  return connectionBlock(
    `${outcomeText(outcome)}\n${text}`,
    item,
    asOf,
    hasButton && canTryAgain(outcome),
    id,
  );
}

/** A button with this time has expired. */
const unknownMoment = new Date(0);

export const kindTexts = {
  username: 'user name',
  common_name: 'certificate',
  unnamed: 'no name',
} as const satisfies Record<VpnName['kind'], string>;

/** A further line about a connection, as mrkdwn. @param most The maximum characters of a name in the same list. */
export type RowNote = (connection: Connection, most: number) => string | undefined;

/**
 * Formats a connection's lines in a list: its name, what is known about it, and a warning if a name looks like another.
 *
 * @param most The maximum characters of a name.
 */
function connectionText(
  { connection, endpoint, origin }: ListedConnection,
  asOf: Date,
  most: number,
  noteOn: RowNote = () => undefined,
): string {
  const notes = distinctNames(namesOn(connection)).flatMap((name) => lookalikeNote(name, most) ?? []);
  return [
    nameLine(connection, endpoint, most),
    factsLine(connection, asOf, most),
    ...[originText(origin, most)].filter((line) => line !== ''),
    ...[noteOn(connection, most) ?? []].flat(),
    ...notes.map((note) => `:warning: ${note}`),
  ].join('\n');
}

/** Formats a connection's name as plain text, for options and titles. */
export function namePlain(connection: Connection, most = 75): string {
  const name = nameOf(connection);
  return shownPlain(name.kind === 'unnamed' ? connection.id : name.text, most);
}

/** Says which kind of name a connection has. */
export function nameKind(connection: Connection): string {
  return kindTexts[nameOf(connection).kind];
}

function nameLine(connection: Connection, endpoint: Endpoint, most: number): string {
  const name = nameOf(connection);
  const title = name.kind === 'unnamed' ? shownBold(connection.id) : shownBold(name.text, most);
  const { username, commonName } = connection;
  const certificate =
    username && commonName && username !== commonName ? ` · certificate ${shown(commonName, most)}` : '';

  return `${title}  ${kindTexts[name.kind]} · ${shown(endpoint.name)}${certificate}`;
}

function factsLine(connection: Connection, asOf: Date, most: number): string {
  const { status, clientIp, clientIpv6, posture, traffic } = connection;
  const facts = [
    ...(status.code === 'active' ? [] : [statusText(status, most)]),
    whenText(connection, asOf),
    ...(clientIp === undefined ? [] : [shown(clientIp, most)]),
    ...(clientIpv6 === undefined ? [] : [`\`${shown(clientIpv6, most).replaceAll('`', '')}\``]),
    trafficText(traffic),
    ...(posture.length === 0 ? [] : [`posture ${shown(posture.join(', '), most)}`]),
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

/** AWS' own message says why AWS ended a connection itself, for example because of an authorization policy. */
function statusText({ code, message }: Status, most: number): string {
  const why = message === undefined ? '' : ` (AWS: ${shown(message, most)})`;
  return `*${shown(code, most)}*${why}`;
}

function whenText(connection: Connection, asOf: Date): string {
  const { establishedAt, endedAt } = connection;
  if (establishedAt === undefined) return endedAt === undefined ? '' : `ended ${momentText(endedAt, asOf)}`;

  const lasted = durationMs(connection);
  if (endedAt !== undefined) {
    const after = lasted === undefined ? '' : ` after ${durationText(lasted)}`;
    return `ended ${momentText(endedAt, asOf)}${after}`;
  }
  const length = lasted === undefined ? '' : ` for ${durationText(lasted)},`;
  return `connected${length} since ${momentText(establishedAt, asOf)}`;
}

/** A time in the last 12 hours needs no date. */
function momentText(at: Date, asOf: Date): string {
  const isRecent = asOf.getTime() - at.getTime() < hoursToMilliseconds(12);
  return timeText(at, isRecent ? 'time' : 'day');
}

/** Says briefly which name another looks like; undefined if it looks like none. */
export function lookalikeNote(name: string, most: number): string | undefined {
  const other = lookalikeOf(name);
  if (other === undefined) return undefined;
  return `${shownBold(name, most)} looks like ${shownBold(other, most)} but has letters of another alphabet`;
}

/**
 * Checks whether a name imitates another: one of its words mixes Latin letters with those of another alphabet, or
 * consists only of letters that look like Latin ones. A name that is written in its own alphabet is no lookalike.
 *
 * @returns The name with Latin letters in place of those that look like them; undefined for nearly every name.
 */
export function lookalikeOf(name: string): string | undefined {
  const words = name.normalize('NFKC').match(word) ?? [];
  return words.some(passesForLatin) ? latinized(name) : undefined;
}

function passesForLatin(text: string): boolean {
  const letters = [...text];
  const isAllLike = letters.every((letter) => latinFor.has(letter) || isLatin.test(letter));
  if (isAllLike && letters.some((letter) => latinFor.has(letter))) return true;
  return isLatin.test(text) && isOfAlphabet.test(text);
}

function latinized(name: string): string {
  return [...name.normalize('NFKC')].map((letter) => latinFor.get(letter) ?? letter).join('');
}

/** Letters of other alphabets that look like Latin ones, each followed by the Latin letter. */
const pairs =
  'аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwѵvкkАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅS' +
  'αaεeοoρpυuνvιiκkχxγyηnϲcϳjΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX' +
  'օoսuոnհhցgՕOՍUᎪAᏴBᏟCᎠDᎬEᎻHᎫJᏦKᏞLᎷMᏢPᏚSᎢTᏙVᏃZɑaɡg';
const latinFor = new Map(
  [...pairs.matchAll(/(.)(.)/gu)].map(([, letter = '', latin = '']) => [letter, latin]),
);

const word = /[\p{L}\p{M}]+/gu;
const isLatin = /\p{Script=Latin}/u;
const isOfAlphabet =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]/u;
