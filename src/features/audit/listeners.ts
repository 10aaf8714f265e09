import type { Requester } from '../../policy/load-access.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import { expensiveWork } from '../../slack/expensive-work.ts';
import type { Pressed } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { onButton } from '../../slack/on-button.ts';
import type { ReplyHow, ReplyTo } from '../../slack/replies.ts';
import { denialView } from '../connections/denied-message.ts';
import { exportAuditLog } from './export-audit-log.ts';
import {
  exportIncompleteView,
  exportInProgressView,
  exportScopeMissingView,
  exportSentView,
  exportView,
  nothingToExportView,
} from './export-messages.ts';
import { actDetailsView, auditLogView } from './messages.ts';
import { type AuditPageState, parseAuditDetails, parseAuditPageState } from './payloads.ts';
import { readAct, searchAuditLog } from './search-audit-log.ts';

/**
 * Handles Previous, Next, Refresh, Back and "Look further back": authorizes and reads again, and replaces what is
 * shown with another page.
 */
export function turnAuditPage(deps: ListenerDeps) {
  return onButton(deps, stateFrom, ({ requester, replyTo }, state) =>
    answerAuditLog(deps, requester, state, replyTo, 'replace'),
  );
}

function stateFrom({ blockId, actionId, value }: Pressed): AuditPageState | undefined {
  const shown = parseAuditPageState(blockId);
  return shown === undefined ? parseAuditPageState(value) : turned(shown, actionId, value);
}

function turned(state: AuditPageState, actionId: string, value: string): AuditPageState {
  const given = Number.parseInt(value, 10);
  const number = Number.isSafeInteger(given) && given > 0 ? given : 0;

  if (actionId === actionIds.auditRefresh) return { ...state, upTo: undefined, page: 0 };
  return actionId === actionIds.auditOlder ? { ...state, upTo: number, page: 0 } : { ...state, page: number };
}

/** Sends a page of the audit log to the person who asked, and to nobody else: it cannot be shared. */
export async function answerAuditLog(
  { app, usage, replies, names }: ListenerDeps,
  requester: Requester,
  state: AuditPageState,
  replyTo: ReplyTo,
  how: ReplyHow,
): Promise<void> {
  const found = await searchAuditLog(app, { requester, ...state });
  const result = await withAllowedChannels(app, requester, found);
  if (result.kind === 'refused') {
    usage.denial(result.denial.reason);
    return replies.send(replyTo, denialView(result.denial, names), how);
  }
  return replies.send(replyTo, auditLogView(result.page, state), how);
}

/** Each export takes tens of megabytes of memory. */
const maxExportsAtOnce = 2;

/**
 * Handles Export: authorizes and searches again, and sends the files to the person who pressed it, in their direct
 * message. Each person gets one export at a time, however often they press.
 */
export function exportButton(deps: ListenerDeps) {
  const exports = expensiveWork(maxExportsAtOnce);
  const parse = ({ value }: Pressed) => parseAuditPageState(value);

  return onButton(deps, parse, async ({ requester, replyTo }, state) => {
    const answer = exports.run(requester.person, () => exportTo(deps, requester, state));
    await deps.replies.send(replyTo, (await answer) ?? exportInProgressView());
  });
}

/** @returns The answer to the person who pressed Export. */
async function exportTo(
  { app, usage, names, files }: ListenerDeps,
  requester: Requester,
  state: AuditPageState,
): Promise<MessageView> {
  const result = await exportAuditLog(app, { ...state, requester });
  if (result.kind === 'refused') {
    usage.denial(result.denial.reason);
    return denialView(result.denial, names);
  }
  const { count, csv, jsonLines } = result.export;
  if (count === 0) return nothingToExportView();

  const name = `audit-log-${app.clock.now().toISOString().slice(0, 10)}`;
  const view = exportView(result.export, state);
  const shared = await files.share(requester.person, view, exportIncompleteView(), [
    { name: `${name}.csv`, title: `${name}.csv`, content: csv },
    { name: `${name}.jsonl`, title: `${name}.jsonl`, content: jsonLines },
  ]);
  return shared === 'shared' ? exportSentView(count) : exportScopeMissingView();
}

/** Handles Details, and the pages of the details: authorizes again, and shows the entries of one action. */
export function showActDetails({ app, usage, replies, names }: ListenerDeps) {
  return onButton(
    { replies },
    ({ value }) => parseAuditDetails(value),
    async ({ requester, replyTo }, state) => {
      const { correlation, detailsPage: page } = state;
      const result = await readAct(app, { requester, correlation, page });
      switch (result.kind) {
        case 'refused':
          usage.denial(result.denial.reason);
          return replies.send(replyTo, denialView(result.denial, names));
        case 'unknown':
          return replies.send(replyTo, noticeView(':grey_question: This channel can’t see that action.'));
        case 'read':
          return replies.send(replyTo, actDetailsView(result.details, state), 'replace');
      }
    },
  );
}
