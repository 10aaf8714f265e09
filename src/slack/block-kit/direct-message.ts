import type { ActionsBlock, KnownBlock, PlainTextOption, SectionBlock } from '@slack/types';
import { type ChannelId, parseChannelId } from '../../domain/ids.ts';
import { context, type MessageView, messageView } from './blocks.ts';

/** Adapts a message about a channel for a direct message: the message and each of its buttons name the channel. */
export function directView(view: MessageView, channel: ChannelId): MessageView {
  const [title = ''] = view.text.split('\n', 1);
  const blocks = view.blocks.map((block) => inChannel(block, channel));
  return { ...view, ...messageView(title, [...blocks, context(`About <#${channel}>`)]) };
}

function inChannel(block: KnownBlock, channel: ChannelId): KnownBlock {
  if (block.type === 'actions')
    return { ...block, elements: block.elements.map((element) => elementIn(element, channel)) };
  if (block.type !== 'section' || block.accessory === undefined) return block;
  return { ...block, accessory: elementIn(block.accessory, channel) };
}

function elementIn<Element extends ActionsBlock['elements'][number] | NonNullable<SectionBlock['accessory']>>(
  element: Element,
  channel: ChannelId,
): Element {
  if (element.type === 'button') return { ...element, value: textFromValueInChannel(channel, element.value) };
  if (element.type !== 'static_select') return element;

  const optionIn = (option: PlainTextOption) => ({
    ...option,
    value: textFromValueInChannel(channel, option.value),
  });
  const { options, initial_option: initial } = element;
  return {
    ...element,
    options: options?.map(optionIn),
    ...(initial && { initial_option: optionIn(initial) }),
  };
}

/** The value of a button that may be in a direct message. */
interface ValueInChannel {
  /**
   * The channel that the message is about. It is only a hint: the actor is authorized as if they had pressed the button
   * in that channel.
   */
  readonly channel: ChannelId | undefined;
  readonly value: string;
}

/** No button value in a channel starts like this. An id has at most 31 characters, an option's value 75. */
const pattern = /^(?<channel>[CG][A-Z0-9]{1,30}):(?<value>.*)$/s;

export function textFromValueInChannel(channel: ChannelId, value = ''): string {
  return `${channel}:${value}`;
}

/**
 * Parses any button's value. Values of earlier versions, and of buttons about a person's own connections, name no
 * channel.
 */
export function parseValueInChannel(text: string): ValueInChannel {
  const { channel = '', value = text } = pattern.exec(text)?.groups ?? {};
  return { channel: parseChannelId(channel), value };
}
