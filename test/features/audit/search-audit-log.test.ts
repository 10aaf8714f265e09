import { describe, expect, it } from 'vitest';
import { type AuditEntry, type FoundEntry, seqOf } from '../../../src/domain/audit-entry.ts';
import { type AuditRequest, searchAuditLog } from '../../../src/features/audit/search-audit-log.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { personId } from '../../builders/ids.ts';
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
    await app.log.append(anEntryDraft());

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
    const wanted = await app.log.append(anEntryDraft({ reason: 'ticket 4711' }));
    await app.log.append(anEntryDraft({ reason: 'another' }));

    const targetRef = { kind: 'text', text: '4711' } as const;

    expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [wanted.seq], hasMore: false });
  });

  it('of a connection has all of its entries', async () => {
    const app = await anAppWith(3);
    const connections = [{ id: 'cvpn-connection-0c' }];
    await app.log.append(anEntryDraft({ kind: 'requested', connections }));
    await app.log.append(anEntryDraft({ kind: 'finished', connections }));

    const targetRef = { kind: 'text', text: 'cvpn-connection-0c' } as const;

    expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [5, 4] });
  });
});

describe('of a person', () => {
  it('has the person’s actions, and the actions on their names', async () => {
    const app = anApp();
    await app.log.append(anEntryDraft({ target: 'bob@example.com' }));
    await app.log.append(
      anEntryDraft({ actor: { id: 'U0BOB', name: 'bob', team: 'T0HOME' }, target: 'kiosk' }),
    );
    await app.log.append(anEntryDraft({ target: 'anna@example.com' }));

    const targetRef = { kind: 'person', person: personId('U0BOB') } as const;

    expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [2, 1] });
  });

  it('has only the actions of people whom Slack cannot verify, and says what may be missing', async () => {
    const app = anApp();
    await app.log.append(anEntryDraft({ actor: { id: 'U0GONE', name: 'gone', team: 'T0HOME' } }));
    const targetRef = { kind: 'person', person: personId('U0GONE') } as const;

    const result = await searchAuditLog(app, { ...newest, targetRef });

    expect(result).toMatchObject({
      kind: 'read',
      page: { isNameless: true, entries: [{ entry: { seq: 1 } }] },
    });
  });

  it('has the names that the operator mapped for the person, whatever Slack returns', async () => {
    const gone = personId('U0GONE');
    const people = { match: 'email', map: new Map([[gone, ['gone-laptop']]]) } as const;
    const app = anApp([], { ...someRules({ channels: [secops] }), people });
    await app.log.append(anEntryDraft({ target: 'gone-laptop' }));

    const result = await searchAuditLog(app, { ...newest, targetRef: { kind: 'person', person: gone } });

    expect(result).toMatchObject({
      kind: 'read',
      page: { isNameless: false, entries: [{ entry: { seq: 1 } }] },
    });
  });
});

const bob = personId('U0BOB');
const named = (target: string, endpoint: { readonly id: string; readonly name: string } | undefined) => {
  const { endpoint: _, ...plain } = anEntryDraft({ target });
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
    const targetRef = { kind: 'text', text: '#1' } as const;

    const first = await searchAuditLog(app, { ...newest, targetRef });

    expect(first).toMatchObject({ kind: 'read', page: { entries: [], hasMore: false, upTo: 100_000 } });
    const cutAt = first.kind === 'read' ? first.page.cutAt : undefined;
    expect(cutAt).toBeGreaterThan(1);
    expect(cutAt).toBeLessThan(100_000);
    expect(await searchAuditLog(app, { ...newest, targetRef, upTo: 2 })).toMatchObject({
      page: { entries: [{ entry: { seq: 1 } }], cutAt: undefined },
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

  expect(result).toMatchObject({ page: { entries: [broken] } });
});

describe('who may read it', () => {
  it.each([
    ['a channel without the grant', { ...requester, channel: helpdesk.id }, 'grant_missing'],
    ['a guest', { ...requester, person: gus.id, team: gus.team }, 'person_guest'],
    [
      'somebody of another organisation',
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

async function anAppWith(entries: number) {
  const app = anApp();
  for (let n = 0; n < entries; n += 1) await app.log.append(anEntryDraft());
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
      const entry: AuditEntry = { ...anEntryDraft({ reason: 'no number' }), seq, prev: '', hash: '' };
      yield { kind: 'readable', entry };
    }
  }
  return { app: { ...app, log: { newestFirst, ofRequest: async () => [] } }, taken: () => taken };
}

async function read(app: Parameters<typeof searchAuditLog>[0], request: AuditRequest) {
  const result = await searchAuditLog(app, request);
  if (result.kind !== 'read') throw new Error('refused');
  const { entries, hasMore, upTo } = result.page;
  return { seqs: entries.map(seqOf), hasMore, upTo };
}

function down(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => from - n);
}
