import type { Comeback } from '../../core/comeback.ts';
import { elapsedText } from '../../core/elapsed.ts';
import { valueFromComebackButton } from '../identifiers/comeback-button.ts';
import { actionIds } from '../identifiers/names.ts';
import { actions, button, context, type MessageView, messageView, section, spokenAs } from './blocks.ts';
import { shown, shownBold } from './shown-text.ts';
import { shortId } from './status-text.ts';

/** Warns that someone is back whose sessions were ended, and offers what can be done about it. */
export function comebackView(comeback: Comeback): MessageView {
  const { kick, name, endpoint, connection, afterMs, from, again, seenAt, mayBlock, entry } = comeback;
  const where = `on ${shown(endpoint.name)} after ${elapsedText(afterMs)}, from a new connection`;

  const facts = from === undefined ? '' : ` · ${shown(from.publicIp)} · ${shown(from.platform)}`;

  const view = messageView(`${shown(name)} is back ${where}`, [
    section(
      `:warning: <@${kick.actor.id}> ${shownBold(name, 200)} is *back* ${where}: \`${shortId(connection)}\`${facts}`,
    ),
    actions(`comeback_${entry.seq}`, [
      {
        ...button(
          actionIds.kickAgain,
          'Kick again',
          valueFromComebackButton({ whom: again, on: endpoint.name, seenAt }),
          'danger',
        ),
        ...spokenAs('Kick again:', name, `on ${endpoint.name}`),
      },
      ...(mayBlock ? [blockButton(comeback)] : []),
    ]),
    context(`Kicking does not keep anyone out. · entry ${entry.seq} · ${kick.correlation}`),
  ]);
  return { ...view, isBroadcast: true };
}

/** Whoever is kept out is kept out by the name that came back, wherever the channel may block. */
function blockButton({ name, endpoint, seenAt }: Comeback) {
  const whom = { kind: 'name', name } as const;
  const value = valueFromComebackButton({ whom, on: endpoint.name, seenAt });
  return { ...button(actionIds.block, 'Block', value), ...spokenAs('Block', name) };
}
