import type { Channel } from '../../src/domain/channel.ts';
import { channelId } from './ids.ts';

/** A private channel of this workspace alone. */
export function aChannel(given: Partial<Channel> = {}): Channel {
  return {
    id: channelId('C0HELPDESK'),
    name: 'helpdesk',
    isPrivate: true,
    isShared: false,
    isOrgShared: false,
    isArchived: false,
    ...given,
  };
}
