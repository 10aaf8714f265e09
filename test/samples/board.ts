import { type BoardState, boardEndReasons } from '../../src/domain/board.ts';
import type { TeamList } from '../../src/domain/team-list.ts';
import {
  boardDelayedView,
  boardOverView,
  boardStartedView,
  boardUnpostableView,
  boardView,
  tooManyBoardsView,
} from '../../src/features/board/messages.ts';
import { aBoard } from '../builders/a-board.ts';
import { someConnections } from '../builders/a-connection.ts';
import { aTeamList } from '../builders/a-team-list.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { personId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const at = new Date('2026-11-02T09:00:00Z');
const board = aBoard();
const about = ['@platform'];
const connections = someConnections(3).map((connection) => ({
  connection,
  endpoint: anEndpoint(),
  mayTerminate: false,
}));
const [first, second] = [
  connections.slice(0, 1),
  connections.slice(1).map((each) => ({ ...each, endpoint: lab })),
];
const bob = { person: { name: 'bob' }, connections: first };
const anna = { person: { name: 'anna' }, connections: second };
const others = [{ name: 'carla' }, { name: 'dora' }];
const certificate = first.map((item) => ({
  ...item,
  connection: { ...item.connection, username: undefined, commonName: 'emil-laptop' },
}));

const live = (team: Partial<TeamList>, of = board): BoardState => ({
  board: of,
  about,
  at,
  kind: 'live',
  team: aTeamList(team),
});

export const boardSamples = {
  messages: {
    boardView: [
      live({ on: [anna, bob], off: others }),
      live({ on: [], off: others }, aBoard({ on: 'prod-eu' })),
      live({
        on: [bob],
        off: others,
        possible: [{ person: { name: 'emil' }, connections: certificate }],
        certificateOnly: [lab],
        unknown: [{ name: 'fritz' }],
        unverifiable: [personId('U0GUNDA')],
      }),
      live({
        on: [bob],
        off: others,
        endpoints: [anEndpoint(), lab],
        unavailable: [{ endpoint: lab, code: 'aws_unreachable' }],
      }),
      { board, about: ['bob', 'svc-backup'], at, kind: 'failing', code: 'slack_unreachable' } as const,
      ...boardEndReasons.map(
        (why): BoardState => ({ board, about, at, kind: 'ended', end: { at, why, by: 'omar' } }),
      ),
    ].map((state) => boardView(state, botNames)),
    tooManyBoardsView: [tooManyBoardsView(5)],
    boardStartedView: [boardStartedView(board.channel)],
    boardDelayedView: [boardDelayedView()],
    boardOverView: [boardOverView()],
    boardUnpostableView: [boardUnpostableView(botNames)],
  },
} satisfies Samples;
