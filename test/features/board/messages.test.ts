import { expect, test } from 'vitest';
import { boardEndReasons } from '../../../src/domain/board.ts';
import { boardView } from '../../../src/features/board/messages.ts';
import { aBoard } from '../../builders/a-board.ts';
import { botNames } from '../../builders/bot-names.ts';

const at = new Date('2026-11-02T09:00:00Z');

test('only a board whose channel is public or shared now leaves out whom it was about', () => {
  const naming = boardEndReasons.filter((why) => {
    const state = { board: aBoard(), about: ['bob'], at, kind: 'ended', end: { at, why } } as const;
    return JSON.stringify(boardView(state, botNames)).includes('bob');
  });

  expect(naming).toEqual(boardEndReasons.filter((why) => why !== 'channel_exposed'));
});
