import type { Logger } from '@slack/web-api';
import type { BotNames } from '../domain/bot-names.ts';
import type { ChannelId, PersonId } from '../domain/ids.ts';
import type { DenialReason } from '../policy/authorize.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { SetUp } from '../ports/set-up.ts';
import type { VpnCommand } from './command/parse-command.ts';
import type { FileSharer } from './file-sharer.ts';
import type { HomeTabs } from './home-tabs.ts';
import type { MessageLinks } from './message-links.ts';
import type { MessagePoster } from './message-poster.ts';
import type { Modals } from './modals.ts';
import type { Replies } from './replies.ts';

/** Counts what people ask for. Neither call may throw. */
export interface UsageCounters {
  command(kind: VpnCommand['kind']): void;
  denial(reason: DenialReason | 'too_many_requests'): void;
}

/** The dependencies of every listener. */
export interface ListenerDeps {
  readonly app: ReadContext;
  readonly names: BotNames;
  readonly replies: Replies;
  readonly poster: MessagePoster;
  readonly files: Pick<FileSharer, 'share'>;
  readonly modals: Modals;
  readonly homes: HomeTabs;
  /** Called when a person looks at their Home tab, so that it is kept up to date for a while. It must not throw. */
  readonly onHomeShown: (person: PersonId, place: ChannelId) => void;
  readonly links: MessageLinks;
  readonly usage: UsageCounters;
  readonly logger: Logger;
  /** Reads Bouncer's set-up afresh. */
  readonly setUp: () => SetUp;
}
