import type { KnownBlock } from '@slack/types';
import { shown } from './escape-text.ts';

/**
 * What Slack advises for a new message, and the most that it takes in an update.
 *
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
const longestText = 4_000;
const longestPlainText = 3_000;

/**
 * Says in text what a message's blocks say: screen readers and mobile notifications read nothing else, and it is what is
 * left where Slack refuses the blocks. The title comes first, then every line that does not repeat it.
 *
 * @param title mrkdwn, in which everything from outside is escaped already.
 * @see https://docs.slack.dev/changelog/2026/07/13/notification-changes
 */
export function messageText(title: string, blocks: readonly KnownBlock[]): string {
  const said = new Set(title.split('\n').map(comparable));
  const lines = blocks
    .flatMap(textsIn)
    .flatMap((text) => text.split('\n'))
    .map(withoutMarkup)
    .filter((line) => line !== '' && !said.has(comparable(line)));
  return cutMrkdwn([title, ...lines].join('\n'), longestText);
}

/** Cuts by code points, and leaves no half of an entity, a reference or a code behind. */
export function cutMrkdwn(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;

  const cut = characters
    .slice(0, most - 2)
    .join('')
    .replace(/<[^<>]*$/u, '')
    .replace(/&[a-z]*$/u, '');
  const lastLine = cut.slice(cut.lastIndexOf('\n') + 1);
  const isOpen = lastLine.split('`').length % 2 === 0;
  return `${cut}${isOpen ? '`' : ''}…`;
}

function textsIn(block: KnownBlock): readonly string[] {
  switch (block.type) {
    case 'header':
      return [mrkdwnOf(block.text)];
    case 'section':
      return [...(block.text === undefined ? [] : [block.text]), ...(block.fields ?? [])].map(mrkdwnOf);
    case 'context':
      return block.elements.flatMap((element) => ('text' in element ? [mrkdwnOf(element)] : []));
    default:
      return [];
  }
}

function mrkdwnOf({ type, text }: { readonly type: string; readonly text: string }): string {
  return type === 'mrkdwn' ? text : shown(text, longestPlainText);
}

/** Bold and times as they read; a name in code stays in it, or it would be read as formatting. */
function withoutMarkup(line: string): string {
  return line
    .split(/(`[^`]*`)/u)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part.replaceAll(/<!date\^\d+\^[^|<>]*\|([^<>|]*)>/gu, '$1').replaceAll(/\*([^*]+)\*/gu, '$1'),
    )
    .join('');
}

function comparable(line: string): string {
  return withoutMarkup(line).replace(/^:[a-z_]+: /u, '');
}
