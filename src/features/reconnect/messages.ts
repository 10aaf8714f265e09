import type { SectionBlock } from '@slack/types';
import { formatHash } from '../../domain/audit-chain.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import { elapsedText } from '../../domain/moment.ts';
import type { Reconnect, ReconnectReport, ReconnectWarning } from '../../domain/reconnect.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  linesSection,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { inAuditLog, shortId } from '../../slack/block-kit/quantities.ts';
import { attemptFromText } from '../block/denied-connections-message.ts';
import { valueFromReconnectButton } from './payloads.ts';

/** Said wherever people have reconnected after a kick. */
export const reconnectText = 'A kick doesn’t keep people from reconnecting.';

/** Warns that someone has reconnected after a kick, and offers to kick again and to block. */
export function reconnectView(warning: ReconnectWarning): MessageView {
  const { kick, name, endpoint, connection, afterMs, from, again, seenAt, mayBlock, entry } = warning;
  const where = `to ${shown(endpoint.name)} after ${elapsedText(afterMs)}`;
  const attempt = from === undefined ? '' : attemptFromText(from);

  const view = messageView(`${shown(name)} reconnected ${where}`, [
    section(
      `:warning: <@${kick.actor.id}>: ${shownBold(name, 200)} reconnected ${where}${attempt}: \`${shortId(connection)}\``,
    ),
    actions(`comeback_${entry.seq}`, [
      {
        ...button(
          actionIds.kickAgain,
          'Kick again',
          valueFromReconnectButton({ targetRef: again, on: endpoint.name, seenAt }),
          'danger',
        ),
        ...spokenAs('Kick again:', name, `on ${endpoint.name}`),
      },
      ...(mayBlock ? [blockButton(warning)] : []),
    ]),
    context(reconnectText),
  ]);
  return { ...view, isBroadcast: true };
}

/** Renders the button that blocks the name that reconnected. */
function blockButton({ name, endpoint, seenAt }: ReconnectWarning) {
  const targetRef = { kind: 'name', name } as const;
  const value = valueFromReconnectButton({ targetRef, on: endpoint.name, seenAt });
  return { ...button(actionIds.block, 'Block', value), ...spokenAs('Block', name) };
}

/** Reconnects that a message lists; the audit log has all of them. */
const maxLines = 20;

/** Tells the actor of a kick of many how many people have reconnected, and lists them, the latest first. */
export function reconnectsView(report: ReconnectReport, { command }: BotNames): MessageView {
  const { kick, mayBlock } = report;
  const next = mayBlock ? ` To block someone, run \`${command} block NAME 4h REASON\`.` : '';

  const view = messageView(`${titleOf(report)}: ${shown(kick.target)}`, [
    section(`:warning: <@${kick.actor.id}> *${titleOf(report)}* · ${shown(kick.target, 200)}`),
    linesBlock(report),
    context(`${reconnectText}${next}`),
  ]);
  return { ...view, isBroadcast: true };
}

/** Shows the same in the audit channel, with the witness of the latest entry, as for every other thread of entries. */
export function reconnectsAuditView(report: ReconnectReport): MessageView {
  const { kick, thread } = report;
  const latest: AuditEntry = thread.at(-1) ?? thread[0];
  const title = `${titleOf(report)} · entry ${latest.seq} · ${formatHash(latest.hash)}`;

  const view = messageView(`${title}: ${shown(kick.actor.name)}, ${shown(kick.target, 200)}`, [
    section(`*${title}*`),
    section(`After the kick of ${shownBold(kick.target, 200)} by <@${kick.actor.id}>`),
    linesBlock(report),
    context(`${entriesText(report)} · Request ID: ${shown(kick.correlation)}`),
  ]);
  return { ...view, metadata: { seq: latest.seq, hash: latest.hash } };
}

function titleOf({ names, watched }: ReconnectReport): string {
  const verb = names === 1 ? 'has' : 'have';
  return `${names.toLocaleString('en')} of ${watched.toLocaleString('en')} ${watched === 1 ? 'person' : 'people'} ${verb} reconnected`;
}

function linesBlock({ reconnected }: ReconnectReport): SectionBlock {
  const latest = reconnected.toReversed();
  const lines = latest.map((reconnect, place) => (place < maxLines ? lineOf(reconnect) : ''));
  return linesSection(lines, maxLines, inAuditLog);
}

function lineOf({ name, endpoint, after, connection }: Reconnect): string {
  const id = connection === undefined ? '' : `: \`${shortId(connection)}\``;
  return `• ${shownBold(name)}  to ${shown(endpoint)} after ${shown(after, 40)}${id}`;
}

function entriesText({ thread }: ReconnectReport): string {
  const [first] = thread;
  const last = thread.at(-1) ?? first;
  return first.seq === last.seq ? `Entry ${first.seq}` : `Entries ${first.seq}–${last.seq}`;
}
