import type { KnownBlock } from '@slack/types';
import type { AuditEntry, EntryConnection } from '../../core/audit-entry.ts';
import { isOver } from '../../core/entry-connection.ts';
import type { Story } from '../../core/kick-from-entries.ts';
import { context, type MessageView, messageView, section } from './blocks.ts';
import { durationText } from './quantities.ts';
import { shown, shownBold, shownQuote } from './shown-text.ts';
import { shortId, statusPath, stepsOf } from './status-text.ts';

/** The record has every connection; a message shows so many. */
const mostLines = 20;

/**
 * Shows one story of the record in the audit channel: who, whom, why, and every connection's way through its
 * states. The latest entry's number and the beginning of its hash stand in the title: a witness to the chain
 * outside our own store.
 */
export function auditView(story: Story): MessageView {
  const [first] = story;
  const latest = story.at(-1) ?? first;
  const title = `${titleOf(story, latest)} · entry ${latest.seq} · ${latest.hash.slice(0, 8)}`;

  return messageView(`${title}: ${shown(first.actor.name)}, ${shown(first.target ?? 'nobody', 200)}`, [
    section(`*${title}*`),
    { type: 'section', fields: [whoField(first), whomField(first)] },
    ...(first.reason === undefined ? [] : [section(`*Why*\n${shownQuote(first.reason)}`)]),
    ...connectionBlocks(story),
    ...(latest.detail === undefined ? [] : [context(shown(latest.detail, 600))]),
    context(footer(story)),
  ]);
}

function titleOf(story: Story, latest: AuditEntry): string {
  switch (latest.kind) {
    case 'refused':
      return 'Refused';
    case 'requested':
      return 'Session end requested';
    case 'finished':
      return story.length > 1 && lastTold(story).every(isOver) ? 'Session ended' : 'Session end under way';
    case 'unconfirmed':
      return 'Session end not confirmed';
    case 'abandoned':
    case 'failed':
      return 'Session not ended';
    case 'confirmed':
      return lastTold(story).every(isOver) ? 'Session ended' : 'Not every session ended';
  }
}

/** What the story last says of each connection. */
function lastTold(story: Story): readonly EntryConnection[] {
  const last = new Map(story.flatMap(({ connections = [] }) => connections.map((told) => [told.id, told])));
  return [...last.values()];
}

function whoField({ actor, channel }: AuditEntry) {
  const where = channel === undefined ? '' : ` in <#${channel.id}>`;
  return field(`*Who*\n<@${actor.id}> (${shown(actor.name)})${where}`);
}

function whomField({ target, endpoint }: AuditEntry) {
  const where = endpoint === undefined ? '' : ` on ${shown(endpoint.name)} (${shown(endpoint.region)})`;
  return field(`*Whom*\n${shownBold(target ?? 'nobody', 200)}${where}`);
}

function field(text: string) {
  return { type: 'mrkdwn' as const, text, verbatim: true };
}

function connectionBlocks(story: Story): KnownBlock[] {
  const tellings = story.map(({ connections = [] }) => connections);
  const ids = [...new Set(tellings.flat().map(({ id }) => id))];
  if (ids.length === 0) return [];

  const confirmed = confirmedText(story);
  const lines = ids
    .slice(0, mostLines)
    .map((id) => `\`${shortId(id)}\`  ${statusPath(stepsOf(id, tellings))}${confirmed}`);
  const more = ids.length > mostLines ? [`and ${ids.length - mostLines} more, in the record`] : [];
  return [section([...lines, ...more].join('\n'))];
}

function confirmedText(story: Story): string {
  const finished = story.find(({ kind }) => kind === 'finished');
  const confirmed = story.find(({ kind }) => kind === 'confirmed');
  if (finished === undefined || confirmed === undefined) return '';
  return `, confirmed after ${durationText(Date.parse(confirmed.at) - Date.parse(finished.at))}`;
}

function footer(story: Story): string {
  const [first] = story;
  const entries = story.map(({ seq, kind }) => `${seq} ${kind}`).join(', ');
  return `entries ${entries} · ${first.at.slice(0, 19).replace('T', ' ')} UTC · ${first.correlation}`;
}
