import type { Logger } from '@slack/web-api';
import type { BotNames } from '../domain/bot-names.ts';
import type { DenialReason } from '../policy/decide.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { SetUp } from '../ports/set-up.ts';
import type { MessagePoster } from './message-poster.ts';
import type { Modals } from './modals.ts';
import type { VpnCommand } from './parse-command.ts';
import type { Replies } from './replies.ts';

/** Counts what people ask for. Neither call may throw. */
export interface Tally {
  command(kind: VpnCommand['kind']): void;
  refusal(reason: DenialReason | 'too_many_requests'): void;
}

/** The dependencies of every listener. */
export interface Desk {
  readonly app: ReadContext;
  readonly names: BotNames;
  readonly replies: Replies;
  readonly poster: MessagePoster;
  readonly modals: Modals;
  readonly tally: Tally;
  readonly logger: Logger;
  /** Reads Bouncer's set-up afresh. */
  readonly setUp: () => SetUp;
}
