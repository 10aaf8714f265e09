import {
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { counted, limitText, listed } from '../../slack/block-kit/quantities.ts';
import { type Finding, type Fix, tallyOf } from './finding.ts';

/** The most problems to show: fewer when the message would be too long for Slack; the rest is counted. */
const rowCounts = [30, 12, 5] as const;

/** Shows what is wrong with the set-up and how to fix it, the worst first; checks that passed are only counted. */
export function doctorView(findings: readonly Finding[], limitedTo?: readonly string[]): MessageView {
  const title = titleText(findings);
  const { ok } = tallyOf(findings);
  const facts = [
    ...(limitedTo === undefined ? [] : [limitText(limitedTo)]),
    ...(ok === 0 ? [] : [`${counted(ok, 'check')} passed`]),
  ];
  const problems = (['wrong', 'warning'] as const).flatMap((verdict) =>
    findings.filter((finding) => finding.verdict === verdict),
  );

  return fitted(rowCounts, (most) =>
    messageView(title, [
      header(title),
      ...(facts.length === 0 ? [] : [context(facts.join(' · '))]),
      ...problems.slice(0, most).map((finding) => section(problemText(finding))),
      ...(problems.length > most
        ? [context(`and ${problems.length - most} more. Ask an operator to run \`doctor\` in a terminal.`)]
        : []),
    ]),
  );
}

function titleText(findings: readonly Finding[]): string {
  const { wrong, warning } = tallyOf(findings);
  const counts = [
    ...(wrong === 0 ? [] : [counted(wrong, 'problem')]),
    ...(warning === 0 ? [] : [counted(warning, 'warning')]),
  ];
  return counts.length === 0 ? 'No problems found' : listed(counts);
}

/** What each check is about, for people: its name in the output of the terminal never changes. */
const checkLabels = {
  config: 'Configuration',
  'bot-token': 'Bot token',
  scopes: 'Scopes',
  'app-token': 'App-level token',
  'signing-secret': 'Signing secret',
  command: 'Command',
  clock: 'Clock',
  channel: 'Channel',
  'audit-channel': 'Audit channel',
  people: 'People',
  names: 'Claimed names',
  approvers: 'Approvers',
  'break-glass': 'Break-glass',
  endpoint: 'Endpoint',
  'connect-handler': 'Connect handler',
  'authorization-policy': 'Authorization policy',
  expiry: 'Expiry',
  'connection-log': 'Connection log',
  'aws-look': 'Permission to read connections',
  'aws-end': 'Permission to terminate connections',
  store: 'Database',
  record: 'Audit log',
  history: 'History',
  'block-list': 'Block list',
  queue: 'Queue',
  probe: 'Probe',
} as const satisfies Record<Finding['check'], string>;

function problemText({ verdict, check, subject, says, fix }: Finding): string {
  const sign = verdict === 'wrong' ? ':x:' : ':warning:';
  const found = `${sign} *${checkLabels[check]}* · ${shown(subject)}: ${prose(says, 300)}`;
  return fix === undefined ? found : `${found}\n${fixText(fix)}`;
}

/** Formats a fix. Text to type is shown as code, so that it can be copied unchanged. */
function fixText({ step, exact }: Fix): string {
  return exact === undefined ? `→ ${prose(step, 300)}` : `→ ${prose(step, 300)}:\n${code(exact)}`;
}

/** Escapes each word by itself, so that a name in a sentence does not turn the whole sentence into code. */
function prose(text: string, most: number): string {
  const words = shownPlain(text, most).split(' ');
  return words.map((word) => shownWord(word, most)).join(' ');
}

/** Keeps brackets and punctuation around a word out of its code. */
function shownWord(word: string, most: number): string {
  const [, before = '', inner = word, after = ''] = /^([("“]*)(.*?)([)”",.;?!]*)$/s.exec(word) ?? [];
  return inner === '' ? shown(word, most) : `${before}${shown(inner, most)}${after}`;
}

function code(text: string): string {
  const plain = shownPlain(text, 400).replaceAll('`', '\u02CB');
  const escaped = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `\`${escaped}\``;
}
