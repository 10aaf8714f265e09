import { type ChannelId, parseChannelId } from '../../domain/ids.ts';

/** What a button of a direct message says when it is pressed. */
export interface ValueInChannel {
  /** The channel that the message is about: a hint, in which the presser is decided about as if they pressed there. */
  readonly channel: ChannelId | undefined;
  readonly value: string;
}

/** No value of a button in a channel begins like that. An id has at most 31 characters, an option's value 75. */
const pattern = /^(?<channel>[CG][A-Z0-9]{1,30}):(?<value>.*)$/s;

export function textFromValueInChannel(channel: ChannelId, value = ''): string {
  return `${channel}:${value}`;
}

/** Reads any button's value: those of earlier versions, and in a person's own affairs, name no channel. */
export function parseValueInChannel(text: string): ValueInChannel {
  const { channel = '', value = text } = pattern.exec(text)?.groups ?? {};
  return { channel: parseChannelId(channel), value };
}
