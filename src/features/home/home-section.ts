import type { KnownBlock } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ChannelId } from '../../domain/ids.ts';
import type { Person } from '../../domain/person.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import type { AllowedChannel } from '../../slack/allowed-channels.ts';
import type { MessageLinks } from '../../slack/message-links.ts';

/** What the sections are looked up with. */
export interface HomeContext {
  readonly app: ReadContext;
  readonly names: BotNames;
  readonly links: MessageLinks;
}

/** The person whose Home tab it is: a full member of the workspace. */
export interface HomeViewer {
  readonly person: Person;
  /** The direct message with them. What they press on the tab counts as pressed there, where only `self` applies. */
  readonly place: ChannelId;
  readonly freshness: Freshness;
  /** What they may do in the channels that they are in: looked up once for all sections. */
  readonly channels: Promise<readonly AllowedChannel[]>;
}

/** One part of the Home tab. Each is looked up by itself, so that one that is slow or fails leaves the others alone. */
export interface HomeSection {
  readonly title: string;
  /** Whether everyone has the section, so that it can be announced before it is looked up. */
  readonly isForEveryone: boolean;
  /**
   * Looks up and renders the section.
   *
   * @returns Undefined if there is nothing that this person should see.
   * @throws {Failure}
   */
  readonly show: (context: HomeContext, viewer: HomeViewer) => Promise<readonly KnownBlock[] | undefined>;
}

/** What the tab shows of a channel counts as asked for in it, from outside: membership is then checked as well. */
export function requesterIn({ person }: HomeViewer, { rule }: AllowedChannel): Requester {
  return { person: person.id, team: undefined, channel: rule.id, channelName: rule.name, isOutside: true };
}
