import type { Change, Channel, Message } from '../../slack/protocol/client-protocol.ts';
import { compareTs, type Workspace } from './workspace.ts';

/** The workspace after one change. A change that the workspace already contains leaves it as it is. */
export function reduceChange(workspace: Workspace, change: Change): Workspace {
  if (change.seq <= workspace.seq) return workspace;
  const next = { ...workspace, seq: change.seq };
  switch (change.kind) {
    case 'message':
      return withMessages(next, change.message.channel, (list) => put(list, change.message));
    case 'message_removed':
      return withMessages(next, change.channel, (list) => list.filter(({ ts }) => ts !== change.ts));
    case 'modal':
      return { ...next, modal: change.modal };
    case 'home':
      return { ...next, home: change.home };
    case 'bot':
      return { ...next, bot: change.bot };
    case 'channel':
      return { ...next, channels: putChannel(workspace.channels, change.channel) };
    case 'settled':
      return next;
  }
}

function withMessages(
  workspace: Workspace,
  channel: string,
  change: (list: readonly Message[]) => readonly Message[],
): Workspace {
  const list = change(workspace.messages[channel] ?? []);
  return { ...workspace, messages: { ...workspace.messages, [channel]: list } };
}

/** Nearly every message is the newest or an edit of a recent one, so the search starts at the end. */
function put(list: readonly Message[], message: Message): readonly Message[] {
  let at = list.length;
  while (at > 0) {
    const order = compareTs(list[at - 1]?.ts ?? '', message.ts);
    if (order === 0) return list.with(at - 1, message);
    if (order < 0) break;
    at -= 1;
  }
  return list.toSpliced(at, 0, message);
}

function putChannel(channels: readonly Channel[], channel: Channel): readonly Channel[] {
  const at = channels.findIndex(({ id }) => id === channel.id);
  return at < 0 ? [...channels, channel] : channels.with(at, channel);
}
