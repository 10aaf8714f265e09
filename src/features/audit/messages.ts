import type { KnownBlock } from '@slack/types';
import { formatHash } from '../../domain/audit-chain.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import { type AuditFilters, type AuditParty, actKindNames } from '../../domain/audit-filter.ts';
import { parseCorrelation } from '../../domain/ids.ts';
import { countsOfEntry } from '../../domain/kick-from-entries.ts';
import type { SingleTargetRef } from '../../domain/target.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { counted, inAuditLog, limitText } from '../../slack/block-kit/quantities.ts';
import { outcomeText } from '../kick/outcome-text.ts';
import { actorText, actText, inReadersZone, momentText } from './act-text.ts';
import { detailText, kindWords, requestText, statusText, targetName } from './entry-words.ts';
import {
  type AuditDetailsState,
  type AuditPageState,
  auditPageInButtons,
  blockIdFromAuditPageState,
  valueFromAuditDetails,
} from './payloads.ts';
import type { ActDetails, AuditLogPage, FoundAct } from './search-audit-log.ts';

/** Shows a page of the audit log to the person who asked: one line for each action, with a button for its details. */
export function auditLogView(
  found: AuditLogPage,
  query: Pick<AuditPageState, 'targetRef' | 'filters'>,
): MessageView {
  const { acts, upTo, page } = found;
  const state = { ...query, upTo, page };
  const about = [queryText(query), ...placeText(found)].filter((text) => text !== '').join(' · ');

  return messageView(titleText(acts), [
    header('Audit log'),
    context(about === '' ? 'Newest first' : about),
    ...acts.map((act) => actBlock(act, state)),
    ...(acts.length === 0
      ? [section(found.cutAt === undefined ? 'No actions found.' : 'No actions found yet.')]
      : []),
    ...noteBlocks(found),
    controls(found, query),
  ]);
}

function titleText(acts: readonly FoundAct[]): string {
  const last = acts.at(-1);
  if (last === undefined) return 'Audit log: no actions';
  const oldest = last.kind === 'act' ? last.entries[0].seq : last.seq;
  return `Audit log: ${counted(acts.length, 'action')}, back to entry ${oldest}`;
}

function actBlock(act: FoundAct, back: AuditPageState): KnownBlock {
  if (act.kind === 'unreadable') {
    return section(`:warning: *Entry ${act.seq}* can’t be read. Ask an operator to run \`audit verify\`.`);
  }
  const correlation = parseCorrelation(act.entries[0].correlation);
  const accessory =
    correlation &&
    button(actionIds.auditDetails, 'Details', valueFromAuditDetails({ correlation, detailsPage: 0, back }));
  return section(actText(act.entries), accessory && { accessory });
}

export function queryText({
  targetRef,
  filters = {},
}: Pick<AuditPageState, 'targetRef' | 'filters'>): string {
  return [targetRefText(targetRef), ...filterTexts(filters)].filter((text) => text !== '').join(' · ');
}

function targetRefText(targetRef: SingleTargetRef): string {
  switch (targetRef.kind) {
    case 'everyone':
      return '';
    case 'text':
      return `“${shown(targetRef.text)}”`;
    case 'name':
      return `“${shown(targetRef.name)}”`;
    case 'connection':
      return shown(targetRef.connection);
    case 'person':
      return `by or about <@${targetRef.person}>`;
  }
}

function filterTexts({ by, about, since, kind }: AuditFilters): readonly string[] {
  const isAct = actKindNames.some((name) => name === kind);
  return [
    ...(by === undefined ? [] : [`by ${partyText(by)}`]),
    ...(about === undefined ? [] : [`about ${partyText(about)}`]),
    ...(since === undefined ? [] : [`since ${since}${since.includes('-') ? ' (UTC)' : ''}`]),
    ...(kind === undefined ? [] : [`kind: ${isAct ? kind : kindWords[kind as AuditEntry['kind']]}`]),
  ];
}

function partyText(party: AuditParty): string {
  return party.kind === 'person' ? `<@${party.person}>` : `“${shown(party.name)}”`;
}

function placeText({ page, upTo, limitedTo }: AuditLogPage): readonly string[] {
  return [
    ...(limitedTo === undefined ? [] : [limitText(limitedTo)]),
    ...(upTo > 0 ? [`entry ${upTo} and earlier`] : []),
    ...(page > 0 ? [`page ${page + 1}`] : []),
  ];
}

function noteBlocks({ cutAt, isNameless }: AuditLogPage): KnownBlock[] {
  return [
    ...(cutAt === undefined ? [] : [context(`Searched back to entry ${cutAt} so far.`)]),
    ...(isNameless
      ? [
          context(
            'Bouncer doesn’t know this person’s VPN name, so this shows what they did, but not what was done to them.',
          ),
        ]
      : []),
  ];
}

function controls(
  { page, hasMore, upTo, cutAt, acts }: AuditLogPage,
  query: Pick<AuditPageState, 'targetRef' | 'filters'>,
): KnownBlock {
  const { blockId, valueFor } = auditPageInButtons({ ...query, upTo, page });
  const turn = (to: number) => valueFor({ ...query, upTo, page: to }, String(to));
  const lookBack = (from: number) => valueFor({ ...query, upTo: from, page: 0 }, String(from));
  const newest = { ...query, upTo: undefined, page: 0 };
  return actions(blockId, [
    ...(page > 0 ? [button(actionIds.auditPrevious, '‹ Previous', turn(page - 1))] : []),
    ...(hasMore ? [button(actionIds.auditNext, 'Next ›', turn(page + 1))] : []),
    ...(cutAt === undefined
      ? []
      : [button(actionIds.auditOlder, 'Look further back ›', lookBack(cutAt - 1))]),
    button(actionIds.auditRefresh, 'Refresh', valueFor(newest, '0')),
    ...(acts.length === 0
      ? []
      : [button(actionIds.auditExport, 'Export', blockIdFromAuditPageState(newest))]),
  ]);
}

/** The most connections shown for each entry: fewer if Slack would not accept the message. The others are counted. */
const lineCounts = [10, 4, 2, 1, 0] as const;

/** Shows the entries of one action: previous → current status of each connection, and the hashes. */
export function actDetailsView(
  { act, entries, page, hasMore, limitedTo }: ActDetails,
  state: AuditDetailsState,
): MessageView {
  const turn = (to: number) => valueFromAuditDetails({ ...state, detailsPage: to });
  const place = [
    ...(limitedTo === undefined ? [] : [limitText(limitedTo)]),
    ...(page > 0 ? [`page ${page + 1}`] : []),
  ];

  return fitted(lineCounts, (most) =>
    messageView('Audit log: details', [
      header('Audit log: details'),
      section(actText(act)),
      ...(place.length === 0 ? [] : [context(place.join(' · '))]),
      ...entries.map((entry) => section(entryText(entry, most))),
      context(requestText(act[0])),
      actions('act_details', [
        button(actionIds.auditBack, '‹ Back', blockIdFromAuditPageState(state.back)),
        ...(page > 0 ? [button(actionIds.auditDetailsPrevious, '‹ Previous', turn(page - 1))] : []),
        ...(hasMore ? [button(actionIds.auditDetailsNext, 'Next ›', turn(page + 1))] : []),
      ]),
    ]),
  );
}

function entryText(entry: AuditEntry, maxLines: number): string {
  return [
    `*Entry ${entry.seq}: ${kindWords[entry.kind]}* · ${momentText(entry.at)} · ${actorText(entry.actor)}${targetText(entry)}`,
    ...(entry.reason === undefined ? [] : [shownQuote(entry.reason, 200)]),
    ...outcomeLines(entry),
    ...connectionLines(entry, maxLines),
    ...[detailText(entry)].filter((text) => text !== '').map((text) => inReadersZone(shown(text, 200))),
    ...(entry.awsRequestId === undefined ? [] : [`AWS request ${shown(entry.awsRequestId, 60)}`]),
    `Hash ${formatHash(shown(entry.hash, 64))}`,
  ].join('\n');
}

function targetText(entry: AuditEntry): string {
  const { endpoint } = entry;
  const target = targetName(entry);
  const where = endpoint === undefined ? '' : ` on ${shown(endpoint.name, 40)}`;
  return target === undefined ? '' : ` → ${shownBold(target, 120)}${where}`;
}

/** A single connection's line already says this. */
function outcomeLines(entry: AuditEntry): readonly string[] {
  const counts = countsOfEntry(entry);
  return counts === undefined || counts.total < 2 ? [] : [outcomeText(counts)];
}

function connectionLines({ connections = [] }: AuditEntry, most: number): readonly string[] {
  const lines = connections
    .slice(0, most)
    .map(({ id, previous, current }) => `\`${shown(id, 60)}\`  ${statusText([previous, current])}`.trimEnd());
  const left = connections.length - lines.length;
  return left > 0 ? [...lines, inAuditLog(left)] : lines;
}
