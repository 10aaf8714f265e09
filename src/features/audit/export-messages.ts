import { context, type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import { limitText } from '../../slack/block-kit/quantities.ts';
import type { AuditExport } from './export-audit-log.ts';
import { queryText } from './messages.ts';
import type { AuditPageState } from './payloads.ts';

/** The direct message with the exported files in its thread. */
export function exportView(
  { count, cutAt, unreadable, limitedTo }: AuditExport,
  query: Pick<AuditPageState, 'targetRef' | 'filters'>,
): MessageView {
  const about = queryText(query);
  const notes = [
    ...(about === '' ? [] : [`Search: ${about}`]),
    ...(cutAt === undefined
      ? []
      : [
          `Only the newest entries, back to entry ${cutAt}. To get all of them, ask an operator to run \`audit export\`.`,
        ]),
    ...(unreadable === 0 ? [] : [`Skipped: ${entriesText(unreadable)} that can’t be read.`]),
    ...(limitedTo === undefined
      ? []
      : [
          `Export ${limitText(limitedTo)}: parts about other endpoints are left out, so hashes can’t be verified.`,
        ]),
  ];
  const text = `Audit log export: ${entriesText(count)}, as CSV and JSON Lines, in this thread.`;
  return messageView(text, [section(text), ...notes.map((note) => context(note))]);
}

/** Replaces the direct message if Slack didn't confirm that it shared the files. */
export function exportIncompleteView(): MessageView {
  return noticeView(
    ':warning: Slack didn’t confirm that the exported files are in this thread. If they aren’t, export the audit log again.',
  );
}

export function exportSentView(count: number): MessageView {
  return noticeView(
    `:white_check_mark: Exported ${entriesText(count)}. The files are in your direct messages with Bouncer.`,
  );
}

function entriesText(count: number): string {
  return count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`;
}

export function exportInProgressView(): MessageView {
  return noticeView(
    ':hourglass_flowing_sand: Your previous export is still in progress. Its files will be in your direct messages with Bouncer.',
  );
}

export function nothingToExportView(): MessageView {
  return noticeView(':grey_question: No entries found, so there’s nothing to export.');
}

export function exportScopeMissingView(): MessageView {
  return noticeView(
    ':x: Bouncer can’t upload files, because the app lacks the scope `files:write`. Ask an operator to add it, or to run `audit export`.',
  );
}
