import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { MessageView } from '../../src/slack/block-kit/blocks.ts';
import { allSamples } from './all-samples.ts';
import type { Samples } from './sample.ts';

const introduction = `# Messages

Every message, modal and error that Bouncer shows in Slack, with sample data. \`npm run messages\` writes this page from the
code, and a test fails if it is out of date. Where notifications and screen readers get another first line than the blocks
show, it stands first. Times are in UTC; Slack shows them in the reader’s time zone. \`[Button]\` is a
button, \`[Menu ▾]\` a menu, and \`(text)\` at the start of a line small print.
`;

/** Renders the catalogue of all messages as Markdown. */
export function messageCatalogue(samples: Readonly<Record<string, Samples>> = allSamples): string {
  const sections = Object.entries(samples).map(([title, each]) => [`## ${title}`, ...samplesOf(each)]);
  return `${[introduction.trim(), ...sections.flat()].join('\n\n')}\n`;
}

function samplesOf({ messages, modals = {}, homes = {}, texts = {} }: Samples): readonly string[] {
  return [
    ...Object.entries(messages).flatMap(([name, views]) => [
      `### ${titleOf(name)}`,
      ...distinct(views.map(messageText)),
    ]),
    ...Object.entries(modals).flatMap(([name, views]) => [
      `### ${titleOf(name)}`,
      ...distinct(views.map(modalText)),
    ]),
    ...Object.entries(homes).flatMap(([name, views]) => [
      `### ${titleOf(name)}`,
      ...distinct(views.map(homeText)),
    ]),
    ...Object.entries(texts).flatMap(([name, lines]) => [
      `### ${name}`,
      fenced(lines.map((line) => `- ${plain(line)}`)),
    ]),
  ];
}

/** Turns the name of a function into a title: `approvalOverView` becomes `Approval over`. */
function titleOf(name: string): string {
  const words = name.replace(/View(s?)$/, '$1').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function messageText({ text, blocks }: MessageView): string {
  const [notification = ''] = text.split('\n', 1).map(plain);
  const lines = blocks.flatMap(blockLines);
  return fenced(notification === lines[0] ? lines : [`Notification: ${notification}`, '', ...lines]);
}

function modalText({ title, blocks, submit, close }: ModalView): string {
  const buttons = [close, submit].flatMap((each) => (each === undefined ? [] : [`[${each.text}]`]));
  return fenced([
    `Modal: ${title.text}`,
    '',
    ...(blocks as readonly KnownBlock[]).flatMap(blockLines),
    buttons.join(' '),
  ]);
}

function homeText({ blocks }: HomeView): string {
  return fenced((blocks as readonly KnownBlock[]).flatMap(blockLines));
}

/** Long lists of names are cut. */
const longestLine = 500;

function fenced(lines: readonly string[]): string {
  const cut = lines.map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
  return ['```text', ...cut, '```'].join('\n');
}

function blockLines(block: KnownBlock): readonly string[] {
  switch (block.type) {
    case 'header':
      return [block.text.text];
    case 'section': {
      const texts = [...(block.text ? [block.text] : []), ...(block.fields ?? [])];
      const accessory = block.accessory === undefined ? [] : [elementText(block.accessory)];
      return [...texts.flatMap(({ text }) => plain(text).split('\n')), ...accessory];
    }
    case 'context':
      return block.elements.flatMap((element) => ('text' in element ? [`(${plain(element.text)})`] : []));
    case 'actions':
      return [block.elements.map(elementText).join(' ')];
    case 'input':
      return [
        `${block.label.text}${block.optional === true ? ' (optional)' : ''}: ${elementText(block.element)}`,
        ...(block.hint === undefined ? [] : [`(${block.hint.text})`]),
      ];
    case 'divider':
      return [''];
    default:
      return [`<${block.type}>`];
  }
}

interface Text {
  readonly text: string;
}

interface Element {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly placeholder?: { readonly text: string };
  readonly options?: readonly { readonly text: Text; readonly description?: Text }[];
  readonly confirm?: {
    readonly title?: { readonly text: string };
    readonly text?: { readonly text: string };
  };
}

function elementText(element: object): string {
  const { type, text, placeholder, options = [], confirm } = element as Element;
  const asks = confirm === undefined ? '' : ` → “${confirm.title?.text ?? ''}” ${confirm.text?.text ?? ''}`;
  if (type === 'button') return `[${text?.text ?? ''}]${asks}`;

  const choices = options
    .map(({ text: choice, description }) =>
      description === undefined ? choice.text : `${choice.text} (${description.text})`,
    )
    .join(' | ');
  if (type === 'checkboxes' || type === 'radio_buttons') return choices;
  const label = [placeholder?.text, choices].filter(Boolean).join(': ');
  return type.endsWith('_input') ? `[${label}]` : `[${label} ▾]`;
}

/** Shows what Slack would: times by their fallback, mentions by name (the samples’ ids contain it), and no escapes. */
function plain(mrkdwn: string): string {
  return mrkdwn
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<([@#])[A-Z]0([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, sign, name) => `${sign}${name.toLowerCase()}`)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
