import type { Requester } from '../../policy/load-access.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import type { Pressed } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { onButton } from '../../slack/on-button.ts';
import type { ReplyHow, ReplyTo } from '../../slack/replies.ts';
import { denialView } from '../connections/denied-message.ts';
import { exportAuditLog } from './export-audit-log.ts';
import {
  exportIncompleteView,
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

/**
 * Handles Export: authorizes and searches again, and sends the files to the person who pressed it, in their direct
 * message.
 */
export function exportButton({ app, usage, replies, names, files }: ListenerDeps) {
  return onButton(
    { replies },
    ({ value }) => parseAuditPageState(value),
    async ({ requester, replyTo }, state) => {
      const result = await exportAuditLog(app, { ...state, requester });
      if (result.kind === 'refused') {
        usage.denial(result.denial.reason);
        return replies.send(replyTo, denialView(result.denial, names));
      }
      const { count, csv, jsonLines } = result.export;
      if (count === 0) return replies.send(replyTo, nothingToExportView());

      const name = `audit-log-${app.clock.now().toISOString().slice(0, 10)}`;
      const view = exportView(result.export, state);
      const shared = await files.share(requester.person, view, exportIncompleteView(), [
        { name: `${name}.csv`, title: `${name}.csv`, text: csv },
        { name: `${name}.jsonl`, title: `${name}.jsonl`, text: jsonLines },
      ]);
      return replies.send(replyTo, shared === 'shared' ? exportSentView(count) : exportScopeMissingView());
    },
  );
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
