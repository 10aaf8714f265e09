import { isVisible } from '../model/conversations.ts';
import { clientPersonFrom, type PersonRecord } from '../model/directory.ts';
import { clientMessageFrom } from '../model/message-log.ts';
import { clientModalFrom } from '../model/view.ts';
import { clientChannelFrom, type Workspace } from '../model/workspace.ts';
import type { Snapshot } from '../protocol/client-protocol.ts';

/** What one person's client shows at this moment. */
export function snapshotFor(workspace: Workspace, person: PersonRecord, vpnUrl: string | null): Snapshot {
  const { content, directory, manifest, conversations, messages, views } = workspace;
  const channels = conversations.list().filter((conversation) => isVisible(conversation, person));
  const visible = new Set(channels.map(({ id }) => id));
  const modal = views.top(person.id);
  const home = views.home(person.id);
  return {
    seq: workspace.feed.seq,
    team: { id: content.team.id, name: content.team.name },
    me: person.id,
    people: directory.list().map(clientPersonFrom),
    groups: directory.groups,
    channels: channels.map((channel) => clientChannelFrom(channel, content.app.botUserId)),
    messages: messages
      .list()
      .filter(({ channel, onlyFor }) => visible.has(channel) && (onlyFor === null || onlyFor === person.id))
      .map(clientMessageFrom),
    modal: modal ? clientModalFrom(modal) : null,
    home: home ? clientModalFrom(home) : null,
    bot: workspace.bot,
    appHome: { hasHomeTab: manifest.hasHomeTab, isReadOnly: manifest.isReadOnly },
    commands: manifest.commands.map(({ command, description, hint }) => ({ command, description, hint })),
    shortcuts: manifest.shortcuts,
    vpnUrl,
  };
}
