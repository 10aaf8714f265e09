import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import type { Board } from '../../src/domain/board.ts';
import { channelId, correlation, groupId, personId } from './ids.ts';

const startedAt = new Date('2026-11-02T09:00:00Z');

/** Helga's board of @platform in #leads, for eight hours. */
export function aBoard(given: Partial<Board> = {}): Board {
  return {
    correlation: correlation('board-0001'),
    channel: channelId('C0LEADS'),
    targets: [{ kind: 'group', group: groupId('S0PLATFORM') }],
    on: undefined,
    startedBy: { id: personId('U0HELGA'), name: 'helga' },
    endsAt: new Date(startedAt.getTime() + hoursToMilliseconds(8)),
    ...given,
  };
}
