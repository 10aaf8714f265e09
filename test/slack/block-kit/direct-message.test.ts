import { expect, test } from 'vitest';
import { actions, button, header, section } from '../../../src/slack/block-kit/blocks.ts';
import { directView, parseValueInChannel } from '../../../src/slack/block-kit/direct-message.ts';
import { misreadView } from '../../../src/slack/command/messages.ts';
import { botNames } from '../../builders/bot-names.ts';
import { channelId } from '../../builders/ids.ts';

const secops = channelId('C0SECOPS');
const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value }) as const;

test('every button and option says which channel the message is about, and so does the message', () => {
  const filter = { type: 'static_select', action_id: 'list_filter' } as const;
  const view = directView(
    {
      text: 'a title\nand more',
      blocks: [
        header('a title'),
        section('bob', { accessory: button('terminate', 'Terminate', '["cvpn"]') }),
        actions('row', [
          { type: 'button', action_id: 'list_refresh', text: { type: 'plain_text', text: 'Refresh' } },
          { ...filter, options: [option('*'), option('lab')], initial_option: option('lab') },
        ]),
      ],
      isLast: true,
    },
    secops,
  );

  const values = [...JSON.stringify(view.blocks).matchAll(/"value":"((?:[^"\\]|\\.)*)"/g)].map(
    ([, value = '']) => parseValueInChannel(JSON.parse(`"${value}"`)),
  );
  expect(values).toEqual(['["cvpn"]', '', '*', 'lab', 'lab'].map((value) => ({ channel: secops, value })));
  expect(view.text).toContain('About <#C0SECOPS>');
  expect([view.text.split('\n')[0], view.isLast]).toEqual(['a title', true]);
});

test.each(['k-1', '["cvpn-connection-1","lab",1]', '3', '*', 'D0HELGA:3', 'c0secops:3', ''])(
  'the value %j names no channel, as in a message that stands in one',
  (value) => {
    expect(parseValueInChannel(value)).toEqual({ channel: undefined, value });
  },
);

test('a long command that was probably meant has a button that Slack accepts in a direct message, or none', () => {
  for (const length of [1_900, 1_960, 1_990, 2_000]) {
    const text = `who ${'x'.repeat(length - 4)}`;
    const problem = { kind: 'unknown_command', typed: text, meant: { text, effect: 'looks' } } as const;

    const view = directView(misreadView(problem, botNames), channelId(`C${'0'.repeat(30)}`));

    const values = view.blocks.flatMap((block) =>
      block.type === 'actions'
        ? block.elements.map((element) => ('value' in element ? element.value : ''))
        : [],
    );
    for (const value of values) expect(value?.length).toBeLessThanOrEqual(2_000);
  }
});
