import type { KnownBlock } from '@slack/types';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { needText, type SecondPersonNeed } from '../../domain/second-person.ts';
import { section } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { counted } from '../../slack/block-kit/quantities.ts';
import { shownNames } from './many-people.ts';

/** Says in the modal that the kick needs an approval, or begins without it by break-glass. */
export function approvalNotice(
  need: SecondPersonNeed | undefined,
  breakGlass: boolean,
  connections: readonly ListedConnection[],
): KnownBlock[] {
  if (need === undefined) return [];
  if (breakGlass)
    return [
      section(
        `:rotating_light: *Break-glass*: this kick starts without the approval that it needs (${reasonText(need)}). The channel and the audit channel will show that.`,
      ),
    ];
  const left = need.kind === 'many_sessions' ? need.above - (need.recent ?? 0) : 0;
  const few =
    left > 0 ? ` Up to ${counted(left, 'connection')} ${left === 1 ? 'needs' : 'need'} no approval.` : '';
  return [
    section(
      `:busts_in_silhouette: *Approval needed*${whyText(need, connections)} Someone else in this channel has 10 minutes to approve. No connection is terminated before that.${few}`,
    ),
  ];
}

/** Explains that earlier terminations count, because otherwise the need for approval would look like a mistake. */
function whyText(need: SecondPersonNeed, connections: readonly ListedConnection[]): string {
  if (need.kind !== 'many_sessions' || need.recent === undefined) return ` (${reasonText(need)}).`;
  const before = Number.isFinite(need.recent) ? counted(need.recent, 'connection') : 'many connections';
  const verb = connections.length === 1 ? 'needs' : 'need';
  return `. You terminated ${before} of ${shownNames(connections, 3)} in the last 10 minutes, so ${connections.length} more ${verb} it.`;
}

function reasonText(need: SecondPersonNeed): string {
  return need.kind === 'many_sessions' && need.recent === undefined
    ? `more than ${counted(need.above, 'connection')}`
    : shown(needText(need), 300);
}
