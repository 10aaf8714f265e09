import { describe, expect, it } from 'vitest';
import type { AuditEntry, EntryDraft, FoundEntry } from '../../../src/domain/audit-entry.ts';
import { parseSince } from '../../../src/domain/audit-filter.ts';
import { type AuditRequest, readAct, searchAuditLog } from '../../../src/features/audit/search-audit-log.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { correlation, personId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { anApp, gus, helga, helpdesk, omar, secops } from '../../doubles/an-app.ts';

const requester = { person: omar.id, team: omar.team, channel: secops.id, channelName: 'secops' };
const newest: AuditRequest = { requester, targetRef: { kind: 'everyone' }, page: 0, upTo: undefined };

describe('a page of the audit log', () => {
  it('has the ten newest entries, newest first, and says that there are more', async () => {
    const app = await anAppWith(25);

    expect(await read(app, newest)).toEqual({ seqs: down(25, 10), hasMore: true, upTo: 25 });
  });

  it('continues from the previous page while entries are appended', async () => {
    const app = await anAppWith(25);
    await app.log.append(anAct());

    expect(await read(app, { ...newest, upTo: 25, page: 1 })).toMatchObject({
      seqs: down(15, 10),
      hasMore: true,
    });
    expect(await read(app, { ...newest, upTo: 25, page: 2 })).toMatchObject({
      seqs: down(5, 5),
      hasMore: false,
    });
  });

  it('is empty after the last page, and in an empty audit log', async () => {
    expect(await read(await anAppWith(5), { ...newest, page: 7 })).toMatchObject({
      seqs: [],
      hasMore: false,
    });
    expect(await read(anApp(), newest)).toEqual({ seqs: [], hasMore: false, upTo: 0 });
  });

  it('of exactly ten entries has no next page', async () => {
    expect(await read(await anAppWith(10), newest)).toMatchObject({ seqs: down(10, 10), hasMore: false });
  });

  it('has only matching entries', async () => {
    const app = await anAppWith(12);
    const wanted = await app.log.append(anAct({ reason: 'ticket 4711' }));
    await app.log.append(anAct({ reason: 'another' }));

    const targetRef = { kind: 'text', text: '4711' } as const;

    expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [wanted.seq], hasMore: false });
  });

  it('of a connection has the action on it, with all of its entries', async () => {
    const app = await anAppWith(3);
    const connections = [{ id: 'cvpn-connection-0c' }];
    await app.log.append(anEntryDraft({ kind: 'requested', connections }));
    await app.log.append(anEntryDraft({ kind: 'finished', connections }));

    const targetRef = { kind: 'text', text: 'cvpn-connection-0c' } as const;

    const result = await searchAuditLog(app, { ...newest, targetRef });

    expect(result).toMatchObject({ page: { acts: [{ entries: [{ seq: 4 }, { seq: 5 }] }] } });
  });
});

describe('of a person', () => {
  it('has the person’s actions, and the actions on their names', async () => {
    const app = anApp();
    await app.log.append(anAct({ target: 'bob@example.com' }));
    await app.log.append(
      anEntryDraft({ actor: { id: 'U0BOB', name: 'bob', team: 'T0HOME' }, target: 'kiosk' }),
    );
    await app.log.append(anAct({ target: 'anna@example.com' }));

    const targetRef = { kind: 'person', person: personId('U0BOB') } as const;

    expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [2, 1] });
  });

  it('has only the actions of people whom Slack cannot verify, and says what may be missing', async () => {
    const app = anApp();
    await app.log.append(anAct({ actor: { id: 'U0GONE', name: 'gone', team: 'T0HOME' } }));
    const targetRef = { kind: 'person', person: personId('U0GONE') } as const;

    const result = await searchAuditLog(app, { ...newest, targetRef });

    expect(result).toMatchObject({
      kind: 'read',
      page: { isNameless: true, acts: [{ entries: [{ seq: 1 }] }] },
    });
  });

  it('has the names that the operator mapped for the person, whatever Slack returns', async () => {
    const gone = personId('U0GONE');
    const people = { match: 'email', map: new Map([[gone, ['gone-laptop']]]) } as const;
    const app = anApp([], { ...someRules({ channels: [secops] }), people });
    await app.log.append(anAct({ target: 'gone-laptop' }));

    const result = await searchAuditLog(app, { ...newest, targetRef: { kind: 'person', person: gone } });

    expect(result).toMatchObject({
      kind: 'read',
      page: { isNameless: false, acts: [{ entries: [{ seq: 1 }] }] },
    });
  });
});

const bob = personId('U0BOB');
const named = (target: string, endpoint: { readonly id: string; readonly name: string } | undefined) => {
  const { endpoint: _, ...plain } = anAct({ target });
  return endpoint === undefined ? plain : { ...plain, endpoint: { ...endpoint, region: 'eu-west-1' } };
};

describe('of a person whom a directory knows', () => {
  const inDirectory = (app: ReturnType<typeof anApp>) =>
    app.vpn.factsOf.set(lab.id, {
      status: 'available',
      authentication: ['directory'],
      connectHandler: 'none',
      sessionTimeoutHours: 24,
    });

  it.each([
    ['an address', { match: 'email', map: new Map() }],
    ['the local part', { match: 'local-part', domains: ['example.com'], map: new Map() }],
  ] as const)(
    'has every spelling of the user’s name, by %s, on endpoints with a directory',
    async (_, people) => {
      const app = anApp([], { ...someRules({ channels: [secops] }), people });
      inDirectory(app);
      for (const target of ['bob', 'bob@example.com', 'CORP\\bob', 'anna, Bob'])
        await app.log.append(named(target, lab));
      for (const target of ['bobby', 'anna']) await app.log.append(named(target, lab));
      await app.log.append(named('bob', undefined));

      const targetRef = { kind: 'person', person: bob } as const;

      expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [7, 4, 3, 2, 1] });
    },
  );

  it('has no other user of that name on an endpoint without a directory, or while AWS cannot say', async () => {
    const app = anApp([], someRules({ channels: [secops] }));
    inDirectory(app);
    await app.log.append(named('bob', anEndpoint()));
    await app.log.append(named('bob@example.com', anEndpoint()));
    await app.log.append(named('bob', lab));
    const targetRef = { kind: 'person', person: bob } as const;

    expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [3, 2] });
    app.vpn.fail({ method: 'facts', code: 'aws_denied', on: lab, times: 9 });
    expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [2] });
  });
});

describe('an audit log of 100,000 entries', () => {
  it('is read only as far as the page needs', async () => {
    const { app, taken } = aLongRecord(100_000);

    expect(await read(app, newest)).toMatchObject({ seqs: down(100_000, 10) });
    expect(taken()).toBe(11);
  });

  it('finds the first of 100,000 entries by its number', async () => {
    const { app } = aLongRecord(100_000);

    expect(await read(app, { ...newest, targetRef: { kind: 'text', text: '#1' } })).toMatchObject({
      seqs: [1],
    });
  });

  it('ends at the time limit, and the next search continues from there', async () => {
    const { app } = aLongRecord(100_000, 1);
    const targetRef = { kind: 'text', text: 'the oldest' } as const;

    const first = await searchAuditLog(app, { ...newest, targetRef });

    expect(first).toMatchObject({ kind: 'read', page: { acts: [], hasMore: false, upTo: 100_000 } });
    const cutAt = first.kind === 'read' ? first.page.cutAt : undefined;
    expect(cutAt).toBeGreaterThan(1);
    expect(cutAt).toBeLessThan(100_000);
    expect(await searchAuditLog(app, { ...newest, targetRef, upTo: 2 })).toMatchObject({
      page: { acts: [{ entries: [{ seq: 1 }] }], cutAt: undefined },
    });
  });
});

it('shows a corrupted entry as corrupted, whatever the search', async () => {
  const broken: FoundEntry = { kind: 'unreadable', seq: 7 };
  async function* newestFirst() {
    yield broken;
  }
  const targetRef = { kind: 'text', text: 'anything' } as const;

  const result = await searchAuditLog(
    { ...anApp(), log: { newestFirst, ofRequest: async () => [] } },
    { ...newest, targetRef },
  );

  expect(result).toMatchObject({ page: { acts: [broken] } });
});

describe('one action of several entries', () => {
  it('is one item, where its newest entry is, with the entries between those of others', async () => {
    const app = anApp();
    await app.log.append(anAct({ kind: 'requested', correlation: 'kick-0001' }));
    await app.log.append(anAct({ kind: 'block-requested' }));
    await app.log.append(anAct({ kind: 'finished', correlation: 'kick-0001' }));

    const result = await searchAuditLog(app, newest);

    expect(result).toMatchObject({
      page: { acts: [{ entries: [{ seq: 1 }, { seq: 3 }] }, { entries: [{ seq: 2 }] }] },
    });
  });

  it('is found by any of its entries, and shown whole', async () => {
    const app = anApp();
    await app.log.append(anAct({ kind: 'approval-requested', correlation: 'kick-0001' }));
    const omarActs = { actor: { id: 'U0OMAR', name: 'omar', team: 'T0HOME' } };
    await app.log.append(anAct({ kind: 'approved', correlation: 'kick-0001', ...omarActs }));
    await app.log.append(anAct());
    const by = { kind: 'person', person: omar.id } as const;

    const result = await searchAuditLog(app, { ...newest, filters: { by, kind: 'approval' } });

    expect(result).toMatchObject({ page: { acts: [{ entries: [{ seq: 1 }, { seq: 2 }] }] } });
  });

  it('is shown alone if another entry of it cannot be read', async () => {
    const app = anApp();
    await app.log.append(anAct({ correlation: 'kick-0001' }));
    const ofRequest = async () => {
      throw new Error('corrupted');
    };
    const log = { newestFirst: app.log.newestFirst.bind(app.log), ofRequest };

    expect(await searchAuditLog({ ...app, log }, newest)).toMatchObject({
      page: { acts: [{ entries: [{ seq: 1 }] }] },
    });
  });
});

describe('filters', () => {
  it('show entries since a time, and reading stops before older ones', async () => {
    const app = anApp();
    const at = (hoursAgo: number) => new Date(app.clock.now().getTime() - hoursAgo * 3_600_000).toISOString();
    for (const hours of [72, 30, 23, 1]) await app.log.append(anAct({ at: at(hours) }));

    const filters = { since: parseSince('24h') };

    expect(await read(app, { ...newest, filters })).toMatchObject({ seqs: [4, 3] });
  });

  it('have to be met together, by one entry', async () => {
    const app = anApp();
    await app.log.append(anAct({ kind: 'blocked', target: 'bob@example.com' }));
    await app.log.append(anAct({ kind: 'blocked', target: 'anna@example.com' }));
    await app.log.append(anAct({ kind: 'requested', target: 'bob@example.com' }));
    const about = { kind: 'name', name: 'BOB' } as const;
    const ofHelga = { by: { kind: 'name', name: 'helga' }, about, kind: 'block' } as const;

    expect(await read(app, { ...newest, filters: ofHelga })).toMatchObject({ seqs: [1] });
    expect(
      await read(app, { ...newest, filters: { ...ofHelga, by: { kind: 'name', name: 'omar' } } }),
    ).toMatchObject({ seqs: [] });
  });
});

describe('a number', () => {
  it('finds the entry with this number first, and once', async () => {
    const app = await anAppWith(12);
    await app.log.append(anAct({ reason: 'room 3' }));

    const { seqs } = await read(app, { ...newest, targetRef: { kind: 'text', text: '3' } });

    expect(seqs.slice(0, 2)).toEqual([3, 13]);
    expect(seqs.filter((seq) => seq === 3)).toHaveLength(1);
  });

  it('shows a limited channel nothing that it may not read', async () => {
    const channels = [{ ...secops, endpoints: [lab] }];
    const app = anApp([], someRules({ channels }));
    await app.log.append(anAct({ endpoint: { id: anEndpoint().id, name: 'prod-eu', region: 'eu-west-1' } }));

    expect(await read(app, { ...newest, targetRef: { kind: 'text', text: '1' } })).toMatchObject({
      seqs: [],
    });
  });
});

describe('the details of an action', () => {
  it('are its entries, a few at a time', async () => {
    const app = anApp();
    for (let n = 0; n < 7; n += 1) await app.log.append(anAct({ correlation: 'kick-0001' }));
    const request = { requester, correlation: correlation('kick-0001') };

    expect(await readAct(app, { ...request, page: 0 })).toMatchObject({
      kind: 'read',
      details: { hasMore: true, entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }, { seq: 5 }] },
    });
    expect(await readAct(app, { ...request, page: 1 })).toMatchObject({
      details: { hasMore: false, entries: [{ seq: 6 }, { seq: 7 }] },
    });
  });

  it('are authorized again, and limited to what the channel may read', async () => {
    const app = anApp([], someRules({ channels: [{ ...secops, endpoints: [lab] }, helpdesk] }));
    await app.log.append(anAct({ correlation: 'kick-0001' }));
    const request = { correlation: correlation('kick-0001'), page: 0 };

    expect(await readAct(app, { ...request, requester })).toEqual({ kind: 'unknown' });
    expect(
      await readAct(app, { ...request, requester: { ...requester, channel: helpdesk.id } }),
    ).toMatchObject({ kind: 'refused', denial: { grant: 'audit' } });
  });
});

describe('who may read it', () => {
  it.each([
    ['a channel without the grant', { ...requester, channel: helpdesk.id }, 'grant_missing'],
    ['a guest', { ...requester, person: gus.id, team: gus.team }, 'person_guest'],
    [
      'somebody of another organization',
      { ...requester, person: helga.id, team: 'T0OTHER' as typeof helga.team },
      'person_outsider',
    ],
  ])('%s may not, and then nothing is read', async (_, stranger, reason) => {
    const { app, taken } = aLongRecord(100);

    expect(await searchAuditLog(app, { ...newest, requester: stranger })).toMatchObject({
      kind: 'refused',
      denial: { grant: 'audit', reason },
    });
    expect(taken()).toBe(0);
  });
});

let acts = 0;

/** An entry of a request of its own. */
function anAct(given: Partial<EntryDraft> = {}): EntryDraft {
  acts += 1;
  return anEntryDraft({ correlation: `act-${acts}`, ...given });
}

async function anAppWith(entries: number) {
  const app = anApp();
  for (let n = 0; n < entries; n += 1) await app.log.append(anAct());
  return app;
}

/** A record that makes its entries as they are read; reading each takes so long. */
function aLongRecord(length: number, eachTakesMs = 0) {
  const app = anApp();
  let taken = 0;
  async function* newestFirst(upTo = length): AsyncGenerator<FoundEntry> {
    for (let seq = upTo; seq >= 1; seq -= 1) {
      taken += 1;
      await app.clock.sleep(eachTakesMs);
      const reason = seq === 1 ? 'the oldest' : 'no number';
      const draft = anEntryDraft({ reason, correlation: `act-${seq}` });
      const entry: AuditEntry = { ...draft, seq, prev: '', hash: '' };
      yield { kind: 'readable', entry };
    }
  }
  return { app: { ...app, log: { newestFirst, ofRequest: async () => [] } }, taken: () => taken };
}

async function read(app: Parameters<typeof searchAuditLog>[0], request: AuditRequest) {
  const result = await searchAuditLog(app, request);
  if (result.kind !== 'read') throw new Error('refused');
  const { acts, hasMore, upTo } = result.page;
  const seqs = acts.map((act) => (act.kind === 'act' ? act.entries.at(-1)?.seq : act.seq));
  return { seqs, hasMore, upTo };
}

function down(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => from - n);
}
