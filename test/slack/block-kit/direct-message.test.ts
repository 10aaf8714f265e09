import { expect, test } from 'vitest';
import { actions, button, header, section } from '../../../src/slack/block-kit/blocks.ts';
import { directView, parseValueInChannel } from '../../../src/slack/block-kit/direct-message.ts';
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
