import type { KnownBlock } from '@slack/types';
import {
  context,
  fitted,
  header,
  linesContext,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { counted, limitText } from '../../slack/block-kit/quantities.ts';
import { type Finding, type Fix, tallyOf } from './finding.ts';

/** The most problems to show: fewer when the message would be too long for Slack; the rest is counted. */
const rowCounts = [30, 12, 5] as const;
const maxOk = 60;

/** Shows what is wrong with the set-up and how to fix it, the worst first; then what is in order. */
export function doctorView(findings: readonly Finding[], limitedTo?: readonly string[]): MessageView {
  const { wrong, warning, ok } = tallyOf(findings);
  const title = `${wrong} wrong, ${counted(warning, 'warning')}, ${ok} ok`;
  const problems = (['wrong', 'warning'] as const).flatMap((verdict) =>
    findings.filter((finding) => finding.verdict === verdict),
  );
  const fine = findings.filter(({ verdict }) => verdict === 'ok');

  return fitted(rowCounts, (most) =>
    messageView(title, [
      header(title),
      ...(limitedTo === undefined ? [] : [context(limitText(limitedTo))]),
      ...problems.slice(0, most).map((finding) => section(problemText(finding))),
      ...(problems.length > most
        ? [context(`and ${problems.length - most} more. Ask an operator to run \`doctor\` in a terminal.`)]
        : []),
      ...okBlocks(fine),
    ]),
  );
}

function okBlocks(fine: readonly Finding[]): KnownBlock[] {
  if (fine.length === 0) return [];
  const lines = fine.map(({ check, subject, says }) => `*${check}* ${shown(subject)}: ${prose(says, 200)}`);
  return [linesContext(lines, maxOk, (count) => `and ${count} more that are ok`)];
}

function problemText({ verdict, check, subject, says, fix }: Finding): string {
  const sign = verdict === 'wrong' ? ':x:' : ':warning:';
  const found = `${sign} *${check}* ${shown(subject)}: ${prose(says, 300)}`;
  return fix === undefined ? found : `${found}\n${fixText(fix)}`;
}

/** Formats a fix. Text to type is shown as code, so that it can be copied unchanged. */
function fixText({ step, exact }: Fix): string {
  return exact === undefined ? `→ ${prose(step, 300)}` : `→ ${prose(step, 300)}:\n${code(exact)}`;
}

/** Escapes each word by itself, so that a name in a sentence does not turn the whole sentence into code. */
function prose(text: string, most: number): string {
  const words = shownPlain(text, most).split(' ');
  return words.map((word) => shown(word, most)).join(' ');
}

function code(text: string): string {
  const plain = shownPlain(text, 400).replaceAll('`', '\u02CB');
  const escaped = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `\`${escaped}\``;
}
