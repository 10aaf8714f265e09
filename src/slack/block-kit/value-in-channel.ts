import { type ChannelId, parseChannelId } from '../../domain/ids.ts';

/** The value of a button that may be in a direct message. */
export interface ValueInChannel {
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
