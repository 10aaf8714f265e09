import type { Logger } from '@slack/web-api';
import type { World } from '../../ports/world.ts';
import type { MessagePoster } from '../message-poster.ts';
import type { Modals } from '../modals.ts';
import type { Replies } from '../replies.ts';

/** What every listener works with. */
export interface Desk {
  readonly world: World;
  readonly replies: Replies;
  readonly poster: MessagePoster;
  readonly modals: Modals;
  readonly logger: Logger;
}
