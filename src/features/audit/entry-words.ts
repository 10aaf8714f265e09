import { detailWithoutNames, lapseDetails } from '../../domain/approval.ts';
import {
  type Actor,
  type AuditEntry,
  botActor,
  type EntryKind,
  withoutPersonIds,
} from '../../domain/audit-entry.ts';
import { isOwnCode } from '../../domain/entry-connection.ts';
import { type FailureCode, failureCodes } from '../../domain/failure.ts';
import { isDirectMessage, parseChannelId } from '../../domain/ids.ts';
import { extentDetails } from '../../domain/kick-extent.ts';
import { unavailableCode } from '../../domain/kick-from-entries.ts';
import { platformName } from '../../domain/platform.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { type Step, statusPath } from '../../slack/block-kit/quantities.ts';
import { denialText } from './denial-text.ts';

/** What an entry of each kind records, in two or three words. The kinds themselves are stored, and never change. */
export const kindWords = {
  refused: 'denied',
  requested: 'requested',
  finished: 'finished',
  confirmed: 'confirmed',
  unconfirmed: 'not confirmed',
  failed: 'failed',
  abandoned: 'abandoned',
  returned: 'reconnected',
  'approval-requested': 'approval requested',
  approved: 'approved',
  declined: 'declined',
  withdrawn: 'withdrawn',
  'approval-lapsed': 'approval expired',
  'break-glass': 'break-glass',
  stopped: 'stopped',
  'block-requested': 'block requested',
  blocked: 'blocked',
  'unblock-requested': 'unblock requested',
  unblocked: 'unblocked',
  'block-expired': 'block expired',
  'turned-away': 'connection denied',
  'head-accepted': 'audit log accepted',
  'name-claim-requested': 'name claimed',
  'name-claimed': 'name approved',
  'name-claim-declined': 'claim declined',
  'name-claim-withdrawn': 'claim withdrawn',
  'name-claim-expired': 'claim expired',
  'name-claim-removed': 'name removed',
} as const satisfies Record<EntryKind, string>;

/** Names an actor where a mention would notify or could not be shown. */
export function actorName({ id, name }: Actor): string {
  return id === botActor.id ? 'Bouncer (automatic)' : name;
}

/** Whether a channel is a direct message, which Slack names like every other. A corrupted entry can have any id. */
export function isDirect(channelId: string): boolean {
  const channel = parseChannelId(channelId);
  return channel !== undefined && isDirectMessage(channel);
}

/** Names the target of an entry. A denied request can be about a person, whose id follows their name. */
export function targetName({ kind, target }: AuditEntry): string | undefined {
  return kind === 'refused' && target !== undefined ? withoutPersonIds(target) : target;
}

/** Labels what the entries of one request have in common; `/vpn audit` finds them by it. */
export function requestText({ correlation }: AuditEntry): string {
  return `Request ID: ${shown(correlation)}`;
}

/**
 * Says what an entry's detail adds, as sentences and phrases for people; empty if it adds nothing. Details are stored
 * in the words of the version that wrote them: one that is not known here is shown as it is.
 */
export function detailText(entry: AuditEntry): string {
  const [start = '', ...authority] = `; ${detailWithoutNames(entry)}`.split(authorityNote);
  const facts = start.replace(/^; /, '');
  const texts = [...factsOf(entry, facts), ...authority.map(authorityText)];
  const text = texts.filter((each) => each !== '').join(' · ');
  // The names of blocks come first in these entries.
  return entry.kind.startsWith('unblock') && !facts.startsWith('still blocked') ? text : capitalized(text);
}

/** Each entry of a kick ends with who authorized it. */
const authorityNote = /; (?=approved by [^;]*\(\w+\)$|break-glass: without a second person$)/;

function authorityText(note: string): string {
  return note.startsWith('break-glass') ? 'break-glass: no approval' : withoutPersonIds(note);
}

function factsOf(entry: AuditEntry, facts: string): readonly string[] {
  switch (entry.kind) {
    case 'refused':
      return [sentence(denialText(facts) ?? facts)];
    case 'requested':
      return facts.split('; ').flatMap(requestPart);
    case 'failed': {
      const code = unavailableCode(entry) ?? notBlockedCode(facts);
      return [code === undefined ? facts : failureSentence(code)];
    }
    case 'abandoned':
      return facts === 'nothing was begun' ? ['Bouncer was interrupted before it began.'] : [facts];
    case 'approval-requested':
      return facts.split('; ').map((part) =>
        part
          .replace(/^(\d+) session(s?) on /, '$1 connection$2 on ')
          .replace(/^more than (\d+) sessions/, 'more than $1 connections')
          .replace(/^protected: /, 'protected name ')
          .replace(/^may also be theirs: /, 'possible matches: '),
      );
    case 'approved':
    case 'declined':
      return facts
        .split('; ')
        .map((part) =>
          withoutPersonIds(
            part.replace(/^((?:\d+ connections?, )?)asked for by /, '$1requested by '),
          ).replace(
            /^left out, since the request does not name them: /,
            'skipped, because the request doesn’t name them: ',
          ),
        );
    case 'approval-lapsed':
      return [lapseTexts.get(facts) ?? facts];
    case 'break-glass':
      return [
        facts
          .replace(/^without a second person: (?:protected: )?/, (start) =>
            start.endsWith('protected: ')
              ? 'would have needed approval: protected name '
              : 'would have needed approval: ',
          )
          .replace(/\bmore than (\d+) sessions$/, 'more than $1 connections'),
      ];
    case 'stopped':
      return /^stops \S+: /.test(facts) ? ['The remaining connections were skipped.'] : [facts];
    case 'turned-away':
      return [attemptText(facts)];
    case 'returned':
      return [
        facts.replace(
          /^back after (.+?), with (?:a connection that was|connections that were) not there before/,
          'reconnected after $1',
        ),
      ];
    case 'head-accepted':
      return [sentence(facts)];
    case 'name-claim-requested':
      return facts.split('; ').map(withoutPersonIds);
    case 'name-claimed':
    case 'name-claim-declined':
    case 'name-claim-removed':
      return [withoutPersonIds(facts)];
    default:
      return facts.split('; ').map((part) => readableTimes(blockPart(part)));
  }
}

function requestPart(part: string): readonly string[] {
  const [, rest] = /^without (\d+ connections? of other users)$/.exec(part) ?? [];
  if (rest !== undefined) return [`skipped: ${rest}`];
  const [, total] = /^(\d+) in all$/.exec(part) ?? [];
  if (total !== undefined) return [`part of a kick of ${total} connections`];
  // Whoever reads the entry sees the connections.
  if (part.startsWith('the sessions listed here') || part === 'it may be stopped') return [];
  return [part === extentDetails.name ? 'every connection of this name on this endpoint' : part];
}

const lapseTexts: ReadonlyMap<string, string> = new Map([
  [lapseDetails.expired, 'No one approved or declined it in time.'],
  [lapseDetails.clock, 'The clock was set back, so the remaining time is unknown.'],
  [lapseDetails.gone, 'No connections were left to terminate.'],
]);

/** How long and where a block applies. */
function blockPart(part: string): string {
  return part
    .replace(/^until lifted, on /, 'until unblocked, on ')
    .replace(/, until lifted$/, ', until unblocked')
    .replace(/^every way to write the user name on /, 'every spelling of the user name on ')
    .replace(/^does not hold on /, 'no effect on ');
}

function notBlockedCode(detail: string): FailureCode | undefined {
  return failureCodes.find((code) => detail === `not blocked: ${code}`);
}

/** Says when and from where someone tried to connect. */
function attemptText(detail: string): string {
  const found = /^(once|\d+ times), last at ([\d-]+T[\d:.]+Z)(?: from ([^;]*))?(?:; (\d+) in all)?$/.exec(
    detail,
  );
  if (found === null) return readableTimes(detail);

  const [, times = '', at = '', from = '', total = ''] = found;
  const [place = '', platform] = from.split(', ');
  const where = [place, platform === undefined ? '' : `(${platformName(platform)})`].filter(
    (text) => text !== '',
  );
  const origin = where.length === 0 ? '' : ` from ${where.join(' ')}`;
  const isFirst = times === 'once' && (total === '' || total === '1');
  if (isFirst) return `Tried to connect at ${minuteText(at)}${origin}.`;
  const count = times === 'once' ? 'Tried to connect again' : `${times.replace(' times', '')} attempts`;
  const latest =
    times === 'once' ? ` at ${minuteText(at)}${origin}` : `, the latest at ${minuteText(at)}${origin}`;
  return `${count}${latest}${total === '' ? '' : `; ${total} in total`}.`;
}

/** Formats a time of an entry for the evidence: `2026-11-27 15:38:00 UTC`. A corrupted entry can have any text. */
export function utcText(at: string): string {
  return Number.isNaN(Date.parse(at)) ? at : `${at.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Without seconds: a text with two colons around digits looks like an emoji to Slack. */
function minuteText(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

function readableTimes(text: string): string {
  return text.replaceAll(/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z| UTC)/g, (at) =>
    minuteText(at),
  );
}

function sentence(text: string): string {
  return text === '' ? '' : `${capitalized(text)}${text.endsWith('.') ? '' : '.'}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Formats the statuses of one connection, with Bouncer's own codes in words. AWS' codes and its message stay as they
 * are.
 */
export function statusText(steps: readonly (Step | undefined)[]): string {
  const { code = '', message } = steps.findLast((step) => step !== undefined) ?? {};
  const path = statusPath(steps.map((step) => step && readableStatus(step)));
  const failure = isOwnCode(code) ? failureCodes.find((known) => known === message) : undefined;
  return failure === undefined ? path : `${path}: ${failureSentence(failure)}`;
}

function readableStatus(status: Step): Step {
  const words = statusWords.get(status.code);
  return words === undefined ? status : { code: words };
}

const statusWords: ReadonlyMap<string, string> = new Map([
  ['already-gone', 'had already ended'],
  ['claimed', 'being terminated by another kick'],
  ['failed', 'not terminated'],
  ['unanswered', 'no response from AWS'],
  ['abandoned', 'not begun'],
  ['stopped', 'skipped'],
]);
