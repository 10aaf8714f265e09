import { describe, expect, it } from 'vitest';
import type { AuditEntry, EntryDraft, FoundEntry } from '../../../src/domain/audit-entry.ts';
import { type AuditRequest, searchAuditLog } from '../../../src/features/audit/search-audit-log.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { channelId, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, omar, secops } from '../../doubles/an-app.ts';

const prod = anEndpoint();
const labOps = aChannelRule({
  id: channelId('C0LABOPS'),
  name: 'lab-ops',
  allow: ['audit'],
  endpoints: [lab],
});
const rules = someRules({ channels: [{ ...secops, endpoints: [prod, lab] }, labOps] });
const newest: AuditRequest = {
  requester: aRequester(omar, 'C0LABOPS'),
  targetRef: { kind: 'everyone' },
  page: 0,
  upTo: undefined,
};

const onLab = { endpoint: { id: lab.id, name: 'lab', region: lab.region } };
const onProd = { endpoint: { id: prod.id, name: 'prod-eu', region: prod.region } };
const inLabOps = { channel: { id: 'C0LABOPS', name: 'lab-ops' } };
const inSecops = { channel: { id: 'C0SECOPS', name: 'secops' } };

/** An entry that names no endpoint. */
function nowhere(given: Partial<EntryDraft>): EntryDraft {
  const { endpoint: _endpoint, connections: _connections, ...rest } = anEntryDraft(given);
  return rest;
}

describe('a channel that is limited to some endpoints reads the audit log', () => {
  it.each<[string, readonly EntryDraft[]]>([
    ['an act on its endpoint, wherever it was asked for', [anEntryDraft({ ...onLab, ...inSecops })]],
    [
      'an act that was refused in it',
      [nowhere({ kind: 'refused', ...inLabOps, detail: 'grant_missing (kick)' })],
    ],
    [
      'a request for a second person on its endpoint, made in it, and what became of it',
      [
        nowhere({ kind: 'approval-requested', ...inLabOps, detail: '1 session on lab; protected: svc-x' }),
        nowhere({ kind: 'approved', ...inLabOps, detail: 'asked for by helga (U0HELGA)' }),
      ],
    ],
    [
      'who stopped a kick on its endpoint in it',
      [
        anEntryDraft({ kind: 'requested', correlation: 'kick-0001', ...onLab, ...inLabOps }),
        nowhere({ kind: 'stopped', correlation: 'kick-0001-stop', ...inLabOps }),
      ],
    ],
    [
      'a block that holds everywhere, from its request to its end',
      [
        nowhere({ kind: 'block-requested', ...inSecops, detail: 'until lifted, on every endpoint' }),
        nowhere({ kind: 'blocked', ...inSecops, detail: 'until lifted, on every endpoint' }),
        nowhere({ kind: 'block-expired', ...inSecops }),
      ],
    ],
    [
      'a block on several endpoints of which one is its own',
      [nowhere({ kind: 'block-requested', ...inSecops, detail: 'until lifted, on prod-eu, lab' })],
    ],
    [
      'the unblock of a block that applied everywhere',
      [
        nowhere({
          kind: 'unblock-requested',
          ...inSecops,
          detail: 'eve on prod-eu, until unblocked; mallory on every endpoint, until 2026-11-02 13:00:00 UTC',
        }),
        nowhere({ kind: 'unblocked', ...inSecops }),
      ],
    ],
    [
      'the same in the words of earlier versions',
      [
        nowhere({
          kind: 'unblock-requested',
          ...inSecops,
          detail: 'eve on prod-eu, until lifted; mallory on every endpoint, until 2026-11-02T13:00:00.000Z',
        }),
        nowhere({ kind: 'unblocked', ...inSecops }),
      ],
    ],
  ])('and finds %s', async (_title, drafts) => {
    const seqs = drafts.map((_, index) => drafts.length - index);

    expect(await read(await anAppOf(drafts), newest)).toMatchObject({ seqs });
  });

  it.each<[string, readonly EntryDraft[]]>([
    ['an act on another endpoint', [anEntryDraft({ ...onProd, ...inSecops })]],
    ['an act of its own people on another endpoint', [anEntryDraft({ ...onProd, ...inLabOps })]],
    [
      'an act on an endpoint that has left the configuration',
      [anEntryDraft({ endpoint: { id: 'cvpn-endpoint-0dead', name: 'lab', region: 'eu-west-1' } })],
    ],
    [
      'an act that was refused in it since it was about another endpoint',
      [nowhere({ kind: 'refused', ...inLabOps, detail: 'endpoint_elsewhere (kick)' })],
    ],
    [
      'an act that was refused elsewhere',
      [nowhere({ kind: 'refused', ...inSecops, detail: 'grant_missing (kick)' })],
    ],
    [
      'a request for a second person elsewhere',
      [nowhere({ kind: 'approval-requested', ...inSecops, detail: '1 session on lab; protected: svc-x' })],
    ],
    [
      'one that was made in it when it had more endpoints, and what became of it',
      [
        nowhere({
          kind: 'approval-requested',
          ...inLabOps,
          detail: '2 sessions on lab, prod-eu; protected: x',
        }),
        nowhere({ kind: 'approved', ...inLabOps }),
      ],
    ],
    [
      'who stopped a kick on another endpoint in it, at that time',
      [
        anEntryDraft({ kind: 'requested', correlation: 'kick-0001', ...onProd, ...inLabOps }),
        nowhere({ kind: 'stopped', correlation: 'kick-0001-stop', ...inLabOps }),
      ],
    ],
    [
      'a block on other endpoints',
      [
        nowhere({ kind: 'block-requested', ...inSecops, detail: 'until lifted, on prod-eu, prod-us' }),
        nowhere({ kind: 'failed', ...inSecops, detail: 'the list could not be written' }),
      ],
    ],
    [
      'the lift of a block on another endpoint',
      [nowhere({ kind: 'unblock-requested', ...inSecops, detail: 'eve on prod-eu, until lifted' })],
    ],
    [
      'a denied connection of which nobody knows the endpoint',
      [nowhere({ kind: 'turned-away', ...inSecops })],
    ],
    ['an entry of no known kind and no endpoint', [nowhere({ ...inSecops })]],
  ])('and does not find %s', async (_title, drafts) => {
    expect(await read(await anAppOf(drafts), newest)).toEqual({
      seqs: [],
      hasMore: false,
      upTo: 0,
      details: [],
    });
  });

  it.each<[string, EntryDraft, string | undefined]>([
    [
      'where a block does not hold',
      nowhere({
        kind: 'blocked',
        correlation: 'block-001',
        detail: 'until unblocked, on every endpoint; no effect on prod-eu (no connect handler)',
      }),
      'until unblocked, on every endpoint',
    ],
    [
      'which blocks are left when one ends',
      anEntryDraft({
        kind: 'block-expired',
        ...onLab,
        detail: 'still blocked: mallory on prod-eu, until lifted',
      }),
      undefined,
    ],
    [
      'which blocks are left when one is lifted',
      nowhere({ kind: 'unblocked', ...inLabOps, detail: 'still blocked: mallory on prod-eu, until lifted' }),
      undefined,
    ],
    [
      'how often a block denied a connection elsewhere',
      anEntryDraft({
        kind: 'turned-away',
        ...onLab,
        detail:
          'tried to connect 3 times, most recently at 2026-11-02 09:00:00 UTC from 192.0.2.7 (Windows); 12 attempts in total',
      }),
      'tried to connect at 2026-11-02 09:00:00 UTC from 192.0.2.7 (Windows)',
    ],
    [
      'how often a block denied a connection elsewhere, in the words of earlier versions',
      anEntryDraft({
        kind: 'turned-away',
        ...onLab,
        detail: '3 times, last at 2026-11-02T09:00:00.000Z from 192.0.2.7, win; 12 in all',
      }),
      'last at 2026-11-02T09:00:00.000Z from 192.0.2.7, win',
    ],
  ])('without showing %s', async (_title, draft, detail) => {
    const scope = { correlation: draft.correlation, detail: 'until lifted, on every endpoint' };
    const app = await anAppOf([nowhere({ kind: 'block-requested', ...inSecops, ...scope }), draft]);

    expect((await read(app, newest)).details[0]).toBe(detail);
  });

  it('by no search, neither by number, name, person nor connection', async () => {
    const bobs = { target: 'bob@example.com', connections: [{ id: 'cvpn-connection-0b0b' }] };
    const app = await anAppOf([
      anEntryDraft({ ...onProd, ...bobs, actor: { id: 'U0BOB', name: 'bob', team: 'T0HOME' } }),
    ]);

    for (const text of ['#1', '1', 'bob@example.com', 'prod-eu', 'cvpn-connection-0b0b', 'corr-0001'])
      expect(await read(app, { ...newest, targetRef: { kind: 'text', text } })).toMatchObject({
        seqs: [],
        upTo: 0,
      });
    const targetRef = { kind: 'person', person: personId('U0BOB') } as const;
    expect(await read(app, { ...newest, targetRef })).toMatchObject({ seqs: [], upTo: 0 });
  });

  it('page by page, without counting other entries', async () => {
    const drafts = Array.from({ length: 50 }, (_, n) =>
      anEntryDraft({ ...(n % 2 === 0 ? onLab : onProd), correlation: `act-${n}` }),
    );
    const app = await anAppOf(drafts);

    const first = await read(app, newest);
    const second = await read(app, { ...newest, page: 1, upTo: first.upTo });
    const third = await read(app, { ...newest, page: 2, upTo: first.upTo });

    expect(first).toMatchObject({ upTo: 49, hasMore: true });
    expect([first, second, third].map(({ seqs }) => seqs.length)).toEqual([10, 10, 5]);
    expect([first, second, third].flatMap(({ seqs }) => seqs).every((seq) => seq % 2 === 1)).toBe(true);
    expect(third.hasMore).toBe(false);
  });

  it('even from a button that was made before the limit', async () => {
    const app = await anAppOf([anEntryDraft(onLab), anEntryDraft(onProd)]);

    expect(await read(app, { ...newest, upTo: 2 })).toMatchObject({ seqs: [1] });
  });

  it('and is told what it is limited to, as other channels are not', async () => {
    const app = await anAppOf([]);
    const inAll = { ...newest, requester: aRequester(omar, 'C0SECOPS') };

    expect(await searchAuditLog(app, newest)).toMatchObject({ page: { limitedTo: ['lab'] } });
    expect(await searchAuditLog(app, inAll)).toMatchObject({ page: { limitedTo: undefined } });
  });

  it('of 100,000 entries within a time limit, however few are its own', async () => {
    const app = await anAppOf([]);
    let taken = 0;
    async function* newestFirst(upTo = 100_000): AsyncGenerator<FoundEntry> {
      for (let seq = upTo; seq >= 1; seq -= 1) {
        taken += 1;
        await app.clock.sleep(1);
        const entry: AuditEntry = { ...nowhere({ kind: 'failed', ...inSecops }), seq, prev: '', hash: '' };
        yield { kind: 'readable', entry: { ...entry, correlation: `corr-${seq}` } };
      }
    }
    const log = { newestFirst, ofRequest: async () => [] };

    const result = await searchAuditLog({ ...app, log }, newest);

    expect(result).toMatchObject({ page: { acts: [], hasMore: false, cutAt: expect.any(Number) } });
    expect(taken).toBeLessThan(10_000);
  });
});

async function anAppOf(drafts: readonly EntryDraft[]) {
  const app = anApp([], rules);
  app.directory.channels.set(labOps.id, aChannel({ id: labOps.id, name: labOps.name }));
  for (const draft of drafts) await app.log.append(draft);
  return app;
}

async function read(app: Parameters<typeof searchAuditLog>[0], request: AuditRequest) {
  const result = await searchAuditLog(app, request);
  if (result.kind !== 'read') throw new Error('refused');
  const { acts, hasMore, upTo } = result.page;
  const entries = acts.flatMap((act) => (act.kind === 'act' ? act.entries : []));
  const newestFirst = entries.toSorted((one, other) => other.seq - one.seq);
  return {
    seqs: newestFirst.map(({ seq }) => seq),
    hasMore,
    upTo,
    details: newestFirst.map(({ detail }) => detail),
  };
}
