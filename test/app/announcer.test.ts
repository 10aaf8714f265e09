import { expect, test } from 'vitest';
import { slackAnnouncer } from '../../src/app/announcer.ts';
import type { BoardState } from '../../src/domain/board.ts';
import { threadsOf } from '../../src/domain/kick-from-entries.ts';
import type { UsageReport } from '../../src/domain/usage-report.ts';
import type { SharedFile } from '../../src/slack/file-sharer.ts';
import { liveMessages } from '../../src/slack/live-messages.ts';
import { threadFiles } from '../../src/slack/thread-files.ts';
import { aBlockReport } from '../builders/a-block-report.ts';
import { aBoard } from '../builders/a-board.ts';
import { aClaimRequest } from '../builders/a-claim-request.ts';
import { aDeniedReport } from '../builders/a-denied-report.ts';
import { aKick, aKickPart, kickedConnections } from '../builders/a-kick.ts';
import { aReconnectReport } from '../builders/a-reconnect-report.ts';
import { aReconnectWarning } from '../builders/a-reconnect-warning.ts';
import { aTeamList } from '../builders/a-team-list.ts';
import { anApproval, approvalStates } from '../builders/an-approval.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId, correlation } from '../builders/ids.ts';
import { MemoryMessageStore } from '../doubles/memory-message-store.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';
import { MemoryPoster } from '../slack/memory-poster.ts';

function anAnnouncer() {
  const poster = new MemoryPoster();
  const [store, clock, logger] = [new MemoryMessageStore(), new MovedClock(), new MemoryLogger()];
  const messages = liveMessages(poster, store, clock, logger);
  const attached: string[] = [];
  const files = {
    shareInThread: async (channel: string, thread: string, shared: readonly SharedFile[]) => {
      attached.push(...shared.map(({ name }) => `${name} in ${channel} under ${thread}`));
      return 'shared' as const;
    },
  };
  const announcer = slackAnnouncer(
    messages,
    channelId('C0AUDIT'),
    new Set(['C0HELPDESK', 'C0SECOPS']),
    botNames,
    undefined,
    threadFiles(store, files, clock, logger, 'this process'),
  );
  return {
    poster,
    attached,
    announcer,
    places: () => poster.sent.map(({ how, place }) => `${how} ${place}`),
    /** Where the channel shows a reply too. */
    broadcast: () => poster.sent.filter((_, at) => poster.views[at]?.isBroadcast).map(({ place }) => place),
  };
}

const aReport: UsageReport = {
  channel: channelId('C0SECOPS'),
  from: new Date('2026-10-26T08:00:00Z'),
  to: new Date('2026-11-02T08:00:00Z'),
  zone: 'UTC',
  endpoints: [],
  longest: [],
  isLongestCut: false,
  acts: undefined,
  missing: [],
};
const entries = aChain([anEntryDraft({ kind: 'requested' }), anEntryDraft()]);

test('shows a kick where it was requested, and updates it there', async () => {
  const { announcer, places } = anAnnouncer();

  await announcer.show(aKick());
  await announcer.show(aKick());

  expect(places()).toEqual(['post C0HELPDESK', 'update C0HELPDESK ts-1']);
});

test('lists the connections of a finished kick in the thread of its message, once', async () => {
  const { announcer, places } = anAnnouncer();
  const connections = kickedConnections(Array.from({ length: 30 }, () => 'ended' as const));
  const kick = aKick({ parts: [aKickPart({ connections })] });

  await announcer.show(kick);
  expect(await announcer.showConnections(kick)).toBe(true);
  expect(await announcer.showConnections(kick)).toBe(true);

  expect(places()).toEqual(['post C0HELPDESK', 'post C0HELPDESK under ts-1']);
});

test('shows what becomes of a block in the thread of the kick that it was requested with', async () => {
  const { announcer, places } = anAnnouncer();
  const block = aBlockReport({
    correlation: correlation('corr-0001-block'),
    channel: { id: 'C0HELPDESK', name: 'helpdesk' },
  });

  await announcer.show(aKick(), [block]);
  await announcer.showBlock({ ...block, state: { kind: 'over' } });

  expect(places()).toEqual(['post C0HELPDESK', 'post C0HELPDESK under ts-1']);
});

test('shows a kick to the person if the channel refuses it', async () => {
  const { announcer, poster, places } = anAnnouncer();
  poster.refuse('C0HELPDESK', 'not_in_channel');

  await announcer.show(aKick());

  expect(places()).toEqual(['post U0HELGA']);
});

test('shows a kick from anywhere else to the person alone', async () => {
  const { announcer, places } = anAnnouncer();

  await announcer.show(aKick({ channel: { id: 'C0GENERAL', name: 'general' } }));

  expect(places()).toEqual(['post U0HELGA']);
});

test('posts an approval request in the channel, and updates it with its outcome', async () => {
  const { announcer, places } = anAnnouncer();

  await announcer.showApproval(anApproval());
  await announcer.showApproval(anApproval({ state: { kind: 'withdrawn', at: new Date() } }));

  expect(places()).toEqual(['post C0HELPDESK', 'update C0HELPDESK ts-1']);
});

test('posts a reminder once, in the thread of the request', async () => {
  const { announcer, poster, places } = anAnnouncer();
  await announcer.showApproval(anApproval());

  await announcer.remindOfApproval(anApproval());
  await announcer.remindOfApproval(anApproval());

  expect(places().filter((place) => place.startsWith('post'))).toEqual([
    'post C0HELPDESK',
    'post C0HELPDESK under ts-1',
  ]);
  expect(JSON.stringify(poster.views[1])).toContain('still needs approval');
});

const manyNames = Array.from({ length: 300 }, (_, n) => `user${n}@example.com`).join(', ');
const long = anApproval({ target: 'everyone on lab', names: manyNames });
const buttonsIn = (view: unknown) => JSON.stringify(view).match(/"action_id":"approve"/g)?.length ?? 0;

test('posts names that do not fit into the message in its thread before anyone gets the buttons', async () => {
  const { announcer, poster, places } = anAnnouncer();

  expect(await announcer.showApproval(long)).toBe(true);

  expect(places()).toEqual([
    'post C0HELPDESK',
    'post C0HELPDESK under ts-1',
    'post C0HELPDESK under ts-1',
    'update C0HELPDESK ts-1',
  ]);
  expect(poster.views.map(buttonsIn)).toEqual([0, 0, 0, 1]);
});

test('shows no buttons until all names are posted', async () => {
  const { announcer, poster } = anAnnouncer();
  poster.refuse('C0HELPDESK under ts-1', new Error('Slack does not answer'));

  expect(await announcer.showApproval(long)).toBe(false);
  expect(poster.views.map(buttonsIn)).toEqual([0]);

  poster.accept('C0HELPDESK under ts-1');
  expect(await announcer.showApproval(long)).toBe(true);
  expect(poster.views.map(buttonsIn).at(-1)).toBe(1);
});

test('does not post the names in the thread again once the request is decided', async () => {
  const { announcer, places } = anAnnouncer();
  await announcer.showApproval(long);

  await announcer.showApproval({ ...long, state: { kind: 'withdrawn', at: new Date() } });

  expect(places().slice(4)).toEqual(['update C0HELPDESK ts-1']);
});

test('posts all names of a long target in the thread of the audit channel’s message, once', async () => {
  const { announcer, places } = anAnnouncer();
  const [first, second] = aChain([
    anEntryDraft({ kind: 'requested', target: manyNames }),
    anEntryDraft({ kind: 'finished', target: manyNames }),
  ]);
  if (first === undefined || second === undefined) throw new Error('a chain of two has two');

  await announcer.announce([first]);
  await announcer.announce([first, second]);

  expect(places()).toEqual(['post C0AUDIT', 'post C0AUDIT under ts-1', 'update C0AUDIT ts-1']);
});

test.each(approvalStates.filter(({ kind }) => !['open', 'approved', 'withdrawn'].includes(kind)))(
  'mentions the requester in the thread once when their request is $kind',
  async (state) => {
    const { announcer, poster, places } = anAnnouncer();
    await announcer.showApproval(anApproval());

    await announcer.showApproval(anApproval({ state }));
    await announcer.showApproval(anApproval({ state }));

    expect(places().filter((place) => place.startsWith('post'))).toEqual([
      'post C0HELPDESK',
      'post C0HELPDESK under ts-1',
    ]);
    expect(poster.sent.at(-1)?.text).toContain('<@U0HELGA>');
  },
);

test('keeps one message per thread in the audit channel up to date', async () => {
  const { announcer, places } = anAnnouncer();
  const [requested, finished] = entries;
  if (requested === undefined || finished === undefined) throw new Error('a chain of two has two');

  await announcer.announce([requested]);
  await announcer.announce([requested, finished]);
  await announcer.announce([finished]);

  expect(places()).toEqual(['post C0AUDIT', 'update C0AUDIT ts-1', 'post C0AUDIT']);
});

test('reports a reconnect to the actor in the kick’s thread, and in the audit channel in the thread of the entry', async () => {
  const { announcer, places, broadcast } = anAnnouncer();
  const [requested, finished, returned] = aChain([
    anEntryDraft({ kind: 'requested' }),
    anEntryDraft(),
    anEntryDraft({ kind: 'returned' }),
  ]);
  if (requested === undefined || finished === undefined || returned === undefined)
    throw new Error('a chain of three has three');
  await announcer.show(aKick());
  await announcer.announce([requested, finished]);

  await announcer.warn(aReconnectWarning({ entry: returned, follows: [requested, finished] }));

  expect(places().slice(2).toSorted()).toEqual(['post C0AUDIT under ts-2', 'post C0HELPDESK under ts-1']);
  expect(broadcast()).toEqual(['C0HELPDESK under ts-1']);
});

test('keeps the reconnects after a kick of many in one message per thread up to date', async () => {
  const { announcer, places, broadcast } = anAnnouncer();
  const report = aReconnectReport();
  await announcer.show(report.kick);
  await announcer.announce(report.follows);

  await announcer.reportReconnects(report);
  await announcer.reportReconnects({ ...report, names: 3 });

  expect(places().slice(2).toSorted()).toEqual([
    'post C0AUDIT under ts-2',
    'post C0HELPDESK under ts-1',
    'update C0AUDIT ts-4',
    'update C0HELPDESK ts-3',
  ]);
  expect(broadcast()[0]).toBe('C0HELPDESK under ts-1');
});

test('reports denied connections in the thread of the block, once', async () => {
  const { announcer, places } = anAnnouncer();
  await announcer.showBlock(aBlockReport());

  expect(await announcer.showDenied(aDeniedReport())).toBe(true);
  await announcer.showDenied(aDeniedReport());
  await announcer.showDenied(aDeniedReport({ seq: 13 }));

  expect(places()).toEqual([
    'post C0SECOPS',
    'post C0SECOPS under ts-1',
    'update C0SECOPS ts-2',
    'post C0SECOPS under ts-1',
  ]);
});

test('reports denied connections nowhere else if the block has no message in its channel', async () => {
  const { announcer, poster, places } = anAnnouncer();
  expect(await announcer.showDenied(aDeniedReport())).toBe(false);

  poster.refuse('C0SECOPS', 'not_in_channel');
  await announcer.showBlock(aBlockReport());
  expect(await announcer.showDenied(aDeniedReport({ seq: 13 }))).toBe(false);

  expect(places()).toEqual(['post U0HELGA']);
});

test('a thread that was deleted, or takes no messages, gets no denied connections', async () => {
  const { announcer, poster, places } = anAnnouncer();
  await announcer.showBlock(aBlockReport());
  poster.refuse('C0SECOPS under ts-1', 'thread_not_found');

  expect(await announcer.showDenied(aDeniedReport())).toBe(false);

  expect(places()).toEqual(['post C0SECOPS']);
});

const minutesLater = (minutes: number) => new Date(Date.parse('2026-11-02T09:00:00Z') + minutes * 60_000);
const boardAt = (minutes: number, name = 'carla'): BoardState => {
  const [at, off] = [minutesLater(minutes), [{ name }]];
  return { board: aBoard(), about: ['@platform'], at, kind: 'live', team: aTeamList({ asOf: at, off }) };
};

test('posts a board in its channel, and updates it only if it has changed or five minutes have passed', async () => {
  const { announcer, places } = anAnnouncer();

  await announcer.showBoard(boardAt(0));
  await announcer.showBoard(boardAt(1));
  expect(places()).toEqual(['post C0LEADS']);

  await announcer.showBoard(boardAt(2, 'dora'));
  await announcer.showBoard(boardAt(6, 'dora'));
  expect(places()).toEqual(['post C0LEADS', 'update C0LEADS ts-1']);

  await announcer.showBoard(boardAt(8, 'dora'));
  expect(places()).toEqual(['post C0LEADS', 'update C0LEADS ts-1', 'update C0LEADS ts-1']);
});

test('the end of a board takes the names and the button out of its message', async () => {
  const { announcer, poster } = anAnnouncer();
  const end = { at: minutesLater(1), why: 'stopped', by: 'omar' } as const;

  await announcer.showBoard(boardAt(0));
  await announcer.showBoard({
    board: aBoard(),
    about: ['@platform'],
    at: end.at,
    kind: 'ended',
    end,
  });

  expect(poster.views[0]?.text).toContain('carla');
  const last = poster.views.at(-1);
  expect(last?.text).not.toContain('carla');
  expect(last?.text).toContain('stopped by omar');
  expect(last?.blocks.some(({ type }) => type === 'actions')).toBe(false);
});

test('notices of new addresses are posted after everything else that waits for the channel', async () => {
  const { announcer, poster } = anAnnouncer();

  await announcer.showNewPlaces({
    channel: channelId('C0SECOPS'),
    name: 'bob@example.com',
    day: '2026-11-02',
    places: [],
    days: 30,
    offers: { kick: false, block: false },
  });

  expect(poster.views).toMatchObject([{ isLast: true }]);
});

test('posts a claim of a name, which anyone can cause, after all other messages', async () => {
  const { announcer, poster } = anAnnouncer();
  const claim = aClaimRequest();
  const requested = anEntryDraft({ kind: 'name-claim-requested', actor: claim.claimant, target: claim.name });

  await announcer.showClaim(claim);
  for (const thread of threadsOf([...aChain([requested]), ...entries])) await announcer.announce(thread);

  expect(poster.views.map(({ isLast = false }) => isLast)).toEqual([true, true, false]);
});

test('posts a report and its charts once, the charts in its thread, however often it is repeated', async () => {
  const { announcer, places, attached } = anAnnouncer();
  const due = new Date('2026-11-02T08:00:00Z');
  const chart = {
    name: 'prod-eu-week.png',
    title: 'prod-eu',
    content: new Uint8Array(1),
    altText: 'peak 41',
  };

  for (let times = 0; times < 2; times += 1) {
    await announcer.showReport(aReport, due);
    await announcer.showReportCharts(aReport, due, async () => [chart]);
  }

  expect(places()).toEqual(['post C0SECOPS']);
  expect(attached).toEqual(['prod-eu-week.png in C0SECOPS under ts-1']);
});
