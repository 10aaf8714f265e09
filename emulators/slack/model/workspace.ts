import type { Bot } from '../protocol/client-protocol.ts';
import { ChangeFeed } from './change-feed.ts';
import { type Conversation, Conversations, isVisible } from './conversations.ts';
import { Directory, type PersonFlags, type PersonRecord } from './directory.ts';
import { Files } from './files.ts';
import { countingIds, messageTimestamps, type NewId } from './ids.ts';
import type { Limits } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { MessageChoices } from './message-choices.ts';
import { MessageLog, type StoredMessage } from './message-log.ts';
import { type Notification, notificationsOf } from './notifications.ts';
import { Omissions } from './omissions.ts';
import { ResponseUrls } from './response-urls.ts';
import { ScheduledMessages } from './scheduled-messages.ts';
import { Triggers } from './triggers.ts';
import { ViewStacks } from './view-stacks.ts';
import type { WorkspaceContent } from './workspace-content.ts';

/** The state of the emulated workspace, independent of HTTP and sockets. */
export class Workspace {
  readonly content: WorkspaceContent;
  readonly manifest: Manifest;
  readonly now: () => number;
  readonly newId: NewId;
  readonly feed = new ChangeFeed();
  readonly directory: Directory;
  readonly conversations: Conversations;
  readonly messages: MessageLog;
  readonly files: Files;
  readonly choices = new MessageChoices();
  readonly scheduled = new ScheduledMessages();
  readonly views: ViewStacks;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly omissions: Omissions;
  #botIsOnline = false;
  #notifications: readonly Notification[] = [];

  constructor(options: {
    content: WorkspaceContent;
    manifest: Manifest;
    limits: Limits;
    now: () => number;
    seed: number;
  }) {
    const { content, manifest, limits, now, seed } = options;
    this.content = content;
    this.manifest = manifest;
    this.now = now;
    this.newId = countingIds();
    this.omissions = new Omissions(seed);
    this.directory = new Directory(content, botRecord(content, manifest));
    this.conversations = new Conversations(content, this.directory.list(), Math.floor(now() / 1_000));
    this.messages = new MessageLog(
      this.feed,
      messageTimestamps(now),
      (channelId) => (personId) => this.sees(personId, channelId),
      (message) => this.#notify(message),
    );
    this.files = new Files(this.newId, now);
    this.views = new ViewStacks(this.feed, this.newId);
    this.triggers = new Triggers(now, limits.triggerMs);
    this.responseUrls = new ResponseUrls(now, limits.responseUrlMs, limits.responseUrlUses);
  }

  sees(personId: string, channelId: string): boolean {
    const person = this.directory.find(personId);
    const conversation = this.conversations.find(channelId);
    return person !== undefined && conversation !== undefined && isVisible(conversation, person);
  }

  /** The notifications that mentions have caused, in order. */
  get notifications(): readonly Notification[] {
    return this.#notifications;
  }

  #notify(message: StoredMessage): void {
    const { members = [] } = this.conversations.find(message.channel) ?? {};
    const caused = notificationsOf(message, members, this.directory.groups);
    this.#notifications = [...this.#notifications, ...caused];
  }

  get bot(): Bot {
    const { botUserId } = this.content.app;
    return { userId: botUserId, name: this.manifest.botName, isOnline: this.#botIsOnline };
  }

  setBotOnline(isOnline: boolean): void {
    if (isOnline === this.#botIsOnline) return;
    this.#botIsOnline = isOnline;
    this.feed.publish({ kind: 'bot', bot: this.bot }, () => true);
  }

  changeConversation(id: string, changes: Partial<Omit<Conversation, 'id'>>): Conversation | undefined {
    const sawBefore = new Set(
      this.directory.list().flatMap(({ id: who }) => (this.sees(who, id) ? [who] : [])),
    );
    const changed = this.conversations.change(id, changes);
    if (!changed) return undefined;
    const channel = clientChannelFrom(changed, this.content.app.botUserId);
    this.feed.publish({ kind: 'channel', channel }, (who) => sawBefore.has(who) || this.sees(who, id));
    return changed;
  }

  changePerson(id: string, flags: Partial<PersonFlags>): PersonRecord | undefined {
    return this.directory.change(id, flags);
  }
}

export function clientChannelFrom(conversation: Conversation, botUserId: string) {
  const { id, name, kind, topic, members, isArchived } = conversation;
  return { id, name, kind, topic, members, isArchived, hasBot: members.includes(botUserId) };
}

function botRecord({ app, team }: WorkspaceContent, manifest: Manifest): PersonRecord {
  return {
    id: app.botUserId,
    teamId: team.id,
    workspaceIds: [team.id],
    isFromHere: true,
    organization: team.organization ?? null,
    name: manifest.botName,
    realName: manifest.appName,
    about: manifest.description,
    email: null,
    deleted: false,
    isBot: true,
    isRestricted: false,
    isUltraRestricted: false,
    isStranger: false,
    isEmailConfirmed: false,
    isAway: false,
  };
}
