import type { Checkboxes, InputBlock, KnownBlock, PlainTextOption } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ListedConnection, PossibleMatches } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import { context, plainText, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, listed } from '../../slack/block-kit/quantities.ts';
import { namePlain } from './connection-lines.ts';

/** Slack's limits: options of one group of checkboxes, and characters of an option. */
const mostOptions = 10;
const longestOption = 75;
const mostNamed = 20;

/** Lists possible matches, so that no answer reads as if the person were known to be off. */
export function possibleBlocks({ connections, certificateOnly }: PossibleMatches): KnownBlock[] {
  return [
    ...(connections.length === 0 ? [] : [section(possibleText(connections))]),
    ...certificateOnlyBlocks(certificateOnly),
  ];
}

/** Names the endpoints whose connections have no user name that identifies their owner. */
export function certificateOnlyBlocks(endpoints: readonly Endpoint[]): KnownBlock[] {
  if (endpoints.length === 0) return [];
  const names = listed(endpoints.map(({ name }) => shownBold(name)));
  const verb = endpoints.length === 1 ? 'identifies' : 'identify';
  return [
    context(
      `${names} ${verb} connections by certificate only: a certificate under another name isn’t recognised as this person’s.`,
    ),
  ];
}

/** Offers possible matches as unticked checkboxes: they are included only if the actor ticks them. */
export function possibleInput(
  connections: readonly ListedConnection[],
  label: string,
  { command }: BotNames,
): readonly (InputBlock | KnownBlock)[] {
  if (connections.length === 0) return [];

  const options = connections.slice(0, mostOptions).map(option);
  const more = connections.length - options.length;
  return [
    {
      type: 'input',
      block_id: kickBlocks.possible,
      optional: true,
      label: plainText(label, 75),
      element: { type: 'checkboxes', action_id: kickBlocks.possible, options } satisfies Checkboxes,
    },
    ...(more === 0
      ? []
      : [
          context(
            `and ${counted(more, 'more connection')} that may also be theirs. Find them with \`${command} who\`.`,
          ),
        ]),
  ];
}

function possibleText(connections: readonly ListedConnection[]): string {
  const names = connections.map(
    ({ connection, endpoint }) => `${shownBold(namePlain(connection))} on ${shown(endpoint.name)}`,
  );
  return `:grey_question: May also be theirs: ${listed([...new Set(names)], mostNamed)}`;
}

function option({ connection, endpoint }: ListedConnection): PlainTextOption {
  return {
    text: plainText(`${namePlain(connection, 45)} on ${endpoint.name}`, longestOption),
    value: connection.id,
  };
}
