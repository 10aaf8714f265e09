import type { Channel, Message, Snapshot } from '../../slack/protocol/client-protocol.ts';

/** The emulated workspace as one person sees it now. */
export interface Workspace extends Omit<Snapshot, 'messages'> {
  /** By channel id; oldest first. */
  readonly messages: Readonly<Record<string, readonly Message[]>>;
}

/** What the app is called where people read it. */
export function appNameOf({ bot, people }: Pick<Workspace, 'bot' | 'people'>): string {
  return people.find(({ id }) => id === bot.userId)?.realName ?? bot.name;
}

/** Why the person cannot write in the channel, as Slack says it in place of the composer; undefined where they can. */
export function reasonNotToWrite(
  { name, kind, members, isArchived }: Channel,
  { me, appHome }: Pick<Workspace, 'me' | 'appHome'>,
): string | undefined {
  if (isArchived) return `You are viewing #${name}, an archived channel.`;
  if (kind === 'direct' && appHome.isReadOnly) return 'Sending messages to this app has been turned off.';
  return members.includes(me) ? undefined : `You’re not a member of #${name}.`;
}

export function workspaceFromSnapshot({ messages, ...rest }: Snapshot): Workspace {
  const byChannel: Record<string, Message[]> = {};
  for (const message of messages) {
    const list = byChannel[message.channel] ?? [];
    list.push(message);
    byChannel[message.channel] = list;
  }
  for (const list of Object.values(byChannel)) list.sort((a, b) => compareTs(a.ts, b.ts));
  return { ...rest, messages: byChannel };
}

/** Slack's `ts` is seconds, a dot and six digits: as text it sorts by time while the seconds have ten digits. */
export function compareTs(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
