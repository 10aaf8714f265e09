import { addDays } from 'date-fns/addDays';
import { addHours } from 'date-fns/addHours';
import { addMinutes } from 'date-fns/addMinutes';
import { subDays } from 'date-fns/subDays';
import { describe, expect, it } from 'vitest';
import type { ConnectionRecord, ConnectionUpdate } from '../../src/domain/connection-record.ts';
import type { ConnectionHistory, HistoryQuery } from '../../src/ports/connection-history.ts';
import { connectionId, correlation, endpointId } from '../builders/ids.ts';

export const prodEu = endpointId('cvpn-endpoint-0123456789abcdef0');
export const prodUs = endpointId('cvpn-endpoint-0fedcba9876543210');

/** The time of the clock that implementations are opened with. */
export const historyNow = new Date('2026-11-20T12:00:00Z');

/** Connection n, of Bob by default, which is active since so many minutes after eight. */
export function anUpdate(n: number, over: Partial<ConnectionUpdate> = {}): ConnectionUpdate {
  const startedAt = over.startedAt ?? at(n);
  return {
    endpointId: prodEu,
    id: connectionId(`cvpn-connection-${String(n).padStart(17, '0')}`),
    username: 'bob',
    startedAt,
    lastSeenAt: startedAt,
    ...over,
  };
}

/** What says which connection an update is of, and nothing else. */
function keyOfUpdate(n: number) {
  const { endpointId, id } = anUpdate(n);
  return { endpointId, id };
}

const at = (minutes: number) => addMinutes(new Date('2026-11-20T08:00:00Z'), minutes);
const omar = { id: 'U0OMAR', name: 'omar', team: 'T0ACME' };

const everything = { since: subDays(historyNow, 30), until: historyNow, limit: 1_000 };

function query(by: HistoryQuery['by'], over: Partial<Omit<HistoryQuery, 'by'>> = {}): HistoryQuery {
  return { by, ...everything, ...over };
}

function named(...names: readonly string[]): HistoryQuery['by'] {
  return { kind: 'names', names };
}

const ofBob = named('bob');
const fromAddress = (publicIp: string): HistoryQuery['by'] => ({ kind: 'publicIp', publicIp });
const onEndpoint = (endpoint: typeof prodEu): HistoryQuery['by'] => ({
  kind: 'endpoint',
  endpointId: endpoint,
});

/**
 * What every history of connections keeps to, wherever it is stored.
 *
 * @param openEmpty Opens an empty history that keeps 30 days, until {@link historyNow}.
 * @param prunes Whether `prune` removes anything itself.
 */
export function testConnectionHistory(
  name: string,
  openEmpty: () => Promise<ConnectionHistory>,
  prunes = true,
): void {
  describe(`${name} as a connection history`, () => {
    it('counts only connections on the endpoints that are asked for', async () => {
      const history = await openEmpty();
      const publicIp = '203.0.113.51';
      await history.record([
        anUpdate(1, { endpointId: prodUs, publicIp }),
        ...[2, 3, 4, 5].map((n) => anUpdate(n, { publicIp })),
      ]);

      for (const by of [ofBob, fromAddress(publicIp)]) {
        const found = await history.find(query(by, { endpoints: [prodUs], limit: 2 }));
        expect(found).toMatchObject({ isCut: false, records: [{ id: anUpdate(1).id }] });
        expect(await history.find(query(by, { endpoints: [prodEu], limit: 2 }))).toMatchObject({
          isCut: true,
          records: [{ id: anUpdate(5).id }, { id: anUpdate(4).id }],
        });
        expect(await history.find(query(by, { endpoints: [], limit: 2 }))).toEqual({
          records: [],
          isCut: false,
        });
      }
    });

    it('returns everything that was recorded of a connection', async () => {
      const history = await openEmpty();
      const record: ConnectionRecord = {
        endpointId: prodEu,
        id: anUpdate(1).id,
        username: 'bob',
        commonName: 'bob-laptop.example.com',
        startedAt: at(1),
        lastSeenAt: at(90),
        endedAt: at(90),
        // Counters can exceed what a number holds.
        traffic: { bytesSent: 2n ** 60n + 1n, bytesReceived: 7n },
        clientIp: '10.10.0.7',
        publicIp: '203.0.113.51',
        device: { platform: 'win', platformVersion: '10.0.19045', clientVersion: '2.6.8' },
        ending: {
          kind: 'terminated',
          by: omar,
          reason: 'lost laptop',
          correlation: correlation('corr-0001'),
          channel: 'C0SECOPS',
        },
      };

      await history.record([record]);

      expect(await recordsOf(history, ofBob)).toEqual([record]);
      expect(await history.ofConnections([record])).toEqual([record]);
    });

    it('has nothing of a connection without any time, and finds it once a time is known', async () => {
      const history = await openEmpty();
      const timeless = { ...keyOfUpdate(1), username: 'bob' };

      await history.record([{ ...timeless, publicIp: '203.0.113.51' }]);
      expect(await recordsOf(history, ofBob)).toEqual([]);

      await history.record([{ ...timeless, lastSeenAt: at(1) }]);
      expect(await recordsOf(history, ofBob)).toMatchObject([{ startedAt: at(1), lastSeenAt: at(1) }]);
    });

    it('joins what several sources say of one connection, in whatever order and however often they say it', async () => {
      const scan = anUpdate(1, { lastSeenAt: at(5), clientIp: '10.10.0.7' });
      const handler: ConnectionUpdate = {
        ...keyOfUpdate(1),
        username: 'bob',
        lastSeenAt: at(0),
        publicIp: '203.0.113.51',
        device: { platform: 'win', platformVersion: '11' },
      };
      const log = anUpdate(1, {
        username: undefined,
        startedAt: at(2),
        endedAt: at(30),
        publicIp: '203.0.113.51',
        device: { platform: 'win' },
        traffic: { bytesSent: 5n, bytesReceived: 7n },
        ending: { kind: 'logged', text: 'client disconnected' },
      });
      const orders = [
        [scan, handler, log],
        [log, handler, scan],
        [handler, log, scan, handler, log, scan],
      ];

      const records: (readonly ConnectionRecord[])[] = [];
      for (const order of orders) {
        const history = await openEmpty();
        for (const update of order) await history.record([update]);
        records.push(await recordsOf(history, ofBob));
        expect(await recordsOf(history, fromAddress('203.0.113.51'))).toEqual(records.at(-1));
      }

      expect(records[0]).toMatchObject([
        {
          username: 'bob',
          startedAt: at(0),
          lastSeenAt: at(30),
          endedAt: at(30),
          traffic: { bytesSent: 5n, bytesReceived: 7n },
          clientIp: '10.10.0.7',
          publicIp: '203.0.113.51',
          device: { platform: 'win', platformVersion: '11' },
          ending: { kind: 'logged' },
        },
      ]);
      expect(records[1]).toEqual(records[0]);
      expect(records[2]).toEqual(records[0]);
    });

    it('joins updates of one connection in one batch', async () => {
      const history = await openEmpty();

      await history.record([anUpdate(1), anUpdate(2), anUpdate(1, { endedAt: at(9), lastSeenAt: at(9) })]);

      expect(await recordsOf(history, ofBob)).toMatchObject([
        { id: anUpdate(2).id, endedAt: undefined },
        { id: anUpdate(1).id, endedAt: at(9) },
      ]);
    });

    it('keeps the same id on two endpoints apart', async () => {
      const history = await openEmpty();
      const there = anUpdate(1, { endpointId: prodUs, username: 'sue' });

      await history.record([anUpdate(1), there]);

      expect(await recordsOf(history, onEndpoint(prodEu))).toMatchObject([{ username: 'bob' }]);
      expect(await recordsOf(history, onEndpoint(prodUs))).toMatchObject([{ username: 'sue' }]);
      expect(await history.ofConnections([there])).toMatchObject([{ endpointId: prodUs, username: 'sue' }]);
    });

    it('keeps two connections apart that have the same id on the same endpoint', async () => {
      const history = await openEmpty();
      const first = anUpdate(1, { endedAt: at(30), lastSeenAt: at(30), publicIp: '203.0.113.51' });
      const second = anUpdate(1, { username: 'sue', startedAt: at(120), lastSeenAt: at(130) });

      await history.record([first]);
      await history.record([second]);
      await history.record([
        { ...first, traffic: { bytesSent: 1n, bytesReceived: 1n } },
        anUpdate(1, { username: 'Sue', startedAt: at(120), endedAt: at(140) }),
        // Says neither who nor since when: it can only be about the latest.
        { endpointId: prodEu, id: first.id, ending: { kind: 'logged', text: 'idle' } },
      ]);

      expect(await recordsOf(history, ofBob)).toMatchObject([
        { startedAt: at(1), endedAt: at(30), publicIp: '203.0.113.51', ending: undefined },
      ]);
      const [sue, ...others] = await recordsOf(history, named('sue'));
      expect(others).toEqual([]);
      expect(sue).toMatchObject({ startedAt: at(120), endedAt: at(140), publicIp: undefined });
      expect(sue?.ending).toEqual({ kind: 'logged', text: 'idle' });
      expect(await history.ofConnections([first])).toMatchObject([{ username: 'bob' }, { username: 'sue' }]);
    });

    it('keeps two connections of one person apart that have the same id at different times', async () => {
      const history = await openEmpty();

      await history.record([anUpdate(1, { endedAt: at(30) })]);
      await history.record([anUpdate(1, { startedAt: at(60) })]);

      expect(await recordsOf(history, ofBob)).toMatchObject([
        { startedAt: at(60), endedAt: undefined },
        { startedAt: at(1), endedAt: at(30) },
      ]);
    });

    it('finds a person who was renamed by the name at the time', async () => {
      const history = await openEmpty();
      await history.record([anUpdate(1, { endedAt: at(5) }), anUpdate(60, { username: 'bob.miller' })]);

      expect(await idsOf(history, ofBob)).toEqual([anUpdate(1).id]);
      expect(await idsOf(history, named('bob.miller'))).toEqual([anUpdate(60).id]);
      expect(await idsOf(history, named('bob', 'bob.miller'))).toEqual([anUpdate(60).id, anUpdate(1).id]);
    });

    it('finds a name in every spelling, as a user or a certificate name, and never a part of a name', async () => {
      const history = await openEmpty();
      await history.record([
        anUpdate(1, { username: 'José@Example.com' }),
        anUpdate(2, { username: undefined, commonName: 'JOSE\u0301@example.com' }),
        anUpdate(3, { username: 'jose@example.com' }),
        anUpdate(4, { username: 'maria.josé@example.com' }),
        anUpdate(5, { username: '' }),
      ]);

      const found = [anUpdate(2).id, anUpdate(1).id];
      expect(await idsOf(history, named('josé@example.com'))).toEqual(found);
      expect(await idsOf(history, named('JOSÉ@EXAMPLE.COM', 'josé@example.com'))).toEqual(found);
      expect(await idsOf(history, named('josé'))).toEqual([]);
      expect(await idsOf(history, named(''))).toEqual([]);
      expect(await idsOf(history, named())).toEqual([]);
    });

    it('returns a connection once that has two of the names', async () => {
      const history = await openEmpty();
      await history.record([anUpdate(1, { commonName: 'BOB' })]);

      expect(await idsOf(history, named('bob', 'Bob'))).toEqual([anUpdate(1).id]);
    });

    it('finds a public address in any notation', async () => {
      const history = await openEmpty();
      await history.record([
        anUpdate(1, { publicIp: '203.0.113.51' }),
        anUpdate(2, { publicIp: '2001:DB8:0:0::17' }),
        anUpdate(3, { clientIp: '203.0.113.51' }),
      ]);

      expect(await idsOf(history, fromAddress('203.0.113.51'))).toEqual([anUpdate(1).id]);
      expect(await idsOf(history, fromAddress('203.0.113.5'))).toEqual([]);
      expect(await idsOf(history, fromAddress('2001:db8::17'))).toEqual([anUpdate(2).id]);
      expect(await idsOf(history, fromAddress('2001:0db8:0000::0017'))).toEqual([anUpdate(2).id]);
    });

    it('finds what was active at some time in the period', async () => {
      const history = await openEmpty();
      await history.record([
        anUpdate(10, { endedAt: at(20), lastSeenAt: at(20) }),
        anUpdate(30, { endedAt: at(60), lastSeenAt: at(60) }),
        anUpdate(50),
      ]);
      const idsIn = (from: number, to: number) => idsOf(history, ofBob, { since: at(from), until: at(to) });

      expect(await idsIn(0, 9)).toEqual([]);
      expect(await idsIn(0, 10)).toEqual([anUpdate(10).id]);
      expect(await idsIn(20, 30)).toEqual([anUpdate(30).id, anUpdate(10).id]);
      expect(await idsIn(40, 45)).toEqual([anUpdate(30).id]);
      // Without an end, it may still be active.
      expect(await idsIn(70, 80)).toEqual([anUpdate(50).id]);
    });

    it('counts a connection whose end nobody knows as active until it had ended', async () => {
      const history = await openEmpty();
      const gone = anUpdate(10, { endedAt: at(20), lastSeenAt: at(20), endedBefore: at(600) });
      await history.record([gone]);

      const page = await history.find({ by: ofBob, since: at(500), until: at(550), limit: 10 });
      expect(page.records).toMatchObject([{ endedAt: at(20), endedBefore: at(600) }]);
      expect(await idsOf(history, ofBob, { since: at(601), until: at(700) })).toEqual([]);
      expect(await history.open(gone.endpointId)).toEqual([]);

      await history.record([{ ...gone, endedAt: at(25), endedBefore: undefined }]);
      expect(await idsOf(history, ofBob, { since: at(26), until: at(550) })).toEqual([]);
    });

    it('counts a connection without an end as active for a day after it was last seen', async () => {
      const history = await openEmpty();
      await history.record([anUpdate(0, { startedAt: addDays(at(0), -3), lastSeenAt: addDays(at(0), -2) })]);
      const idsFrom = (since: Date) => idsOf(history, ofBob, { since });

      expect(await idsFrom(addDays(at(0), -1))).toEqual([anUpdate(0).id]);
      expect(await idsFrom(addMinutes(addDays(at(0), -1), 1))).toEqual([]);
    });

    it('finds connections that began long before the period, however long they last', async () => {
      const history = await openEmpty();
      await history.record([anUpdate(1, { startedAt: addDays(at(0), -9) })]);
      await history.record([anUpdate(1, { startedAt: addDays(at(0), -9), lastSeenAt: at(0) })]);
      await history.record([anUpdate(2, { startedAt: addDays(at(0), -9), endedAt: addDays(at(0), -3) })]);

      for (const by of [ofBob, onEndpoint(prodEu)]) {
        expect(await idsOf(history, by, { since: at(-5) })).toEqual([anUpdate(1).id]);
        const early = { since: addDays(at(0), -5), until: addDays(at(0), -4) };
        expect((await idsOf(history, by, early)).toSorted()).toEqual([anUpdate(1).id, anUpdate(2).id]);
      }
    });

    it('returns the latest start first, and says whether there are more', async () => {
      const history = await openEmpty();
      await history.record([3, 1, 5, 2, 4].map((n) => anUpdate(n)));

      expect(await history.find(query(ofBob, { limit: 5 }))).toMatchObject({ isCut: false });
      const cut = await history.find(query(ofBob, { limit: 3 }));
      expect(cut.isCut).toBe(true);
      expect(cut.records.map(({ id }) => id)).toEqual([5, 4, 3].map((n) => anUpdate(n).id));
    });

    it('puts a connection at its start once that is known to be earlier', async () => {
      const history = await openEmpty();
      await history.record([{ ...keyOfUpdate(1), username: 'bob', lastSeenAt: at(90) }, anUpdate(60)]);
      expect(await idsOf(history, ofBob)).toEqual([anUpdate(1).id, anUpdate(60).id]);

      await history.record([anUpdate(1)]);

      for (const limit of [1, 2])
        expect(await idsOf(history, ofBob, { limit })).toEqual(
          [anUpdate(60).id, anUpdate(1).id].slice(0, limit),
        );
    });

    it('lists the connections of an endpoint whose end is not known', async () => {
      const history = await openEmpty();
      await history.record([anUpdate(1), anUpdate(2), anUpdate(3, { endpointId: prodUs })]);
      await history.record([anUpdate(2, { endedAt: at(9) })]);

      expect((await history.open(prodEu)).map(({ id }) => id)).toEqual([anUpdate(1).id]);
      expect(await history.open(endpointId('cvpn-endpoint-00000000000000000'))).toEqual([]);
    });

    it('returns the observations of an endpoint in order, each once', async () => {
      const history = await openEmpty();
      const seen = (minute: number, over = {}) => ({
        endpointId: prodEu,
        since: at(minute - 60),
        at: at(minute),
        active: minute,
        ...over,
      });
      for (const each of [seen(10), seen(0), seen(5, { endpointId: prodUs }), seen(20), seen(10)])
        await history.recordObservation(each);

      expect(await history.observations(prodEu, at(0), at(10))).toEqual([seen(0), seen(10)]);
      expect(await history.observations(prodEu, at(11), at(19))).toEqual([]);
    });

    it('says since when an endpoint is known, which a later observation may put back', async () => {
      const history = await openEmpty();
      const observe = (since: number, minute: number) =>
        history.recordObservation({ endpointId: prodEu, since: at(since), at: at(minute), active: 0 });

      expect(await history.knownSince(prodEu)).toBeUndefined();
      await observe(0, 0);
      await observe(-55, 5);
      await observe(0, 60);

      expect(await history.knownSince(prodEu)).toEqual(at(-55));
      expect(await history.knownSince(prodUs)).toBeUndefined();
    });

    it('forgets a person under every spelling of the given names, and nobody else', async () => {
      const history = await openEmpty();
      const bobs = [
        anUpdate(1, { publicIp: '203.0.113.51' }),
        anUpdate(2, { username: 'BOB', endpointId: prodUs, endedAt: at(5) }),
        anUpdate(3, { username: 'bob@example.com', commonName: 'Bob' }),
        anUpdate(4, { username: undefined, commonName: 'bob-laptop.example.com' }),
      ];
      const others = [
        anUpdate(5, { username: 'bobby', publicIp: '203.0.113.51' }),
        // Shares Bob's connection id.
        anUpdate(1, { username: 'sue', startedAt: at(200) }),
      ];
      await history.record([...bobs, ...others]);

      expect(await history.forget(['Bob', 'bob-laptop.example.com'])).toBe(4);

      const left = [...others.map(({ id }) => id)].toSorted();
      const names = named('bob', 'bob@example.com', 'bob-laptop.example.com');
      expect(await idsOf(history, names)).toEqual([]);
      expect(await idsOf(history, fromAddress('203.0.113.51'))).toEqual([anUpdate(5).id]);
      expect((await idsOf(history, onEndpoint(prodEu))).toSorted()).toEqual(left);
      expect(await idsOf(history, onEndpoint(prodUs))).toEqual([]);
      expect((await history.open(prodEu)).map(({ id }) => id).toSorted()).toEqual(left);
      expect(await history.ofConnections(bobs)).toMatchObject([{ username: 'sue' }]);
      expect(await history.forget(['bob'])).toBe(0);
    });

    it('leaves out what is older than is kept', async () => {
      const history = await openEmpty();
      const keptSince = subDays(historyNow, 30);
      const old = { startedAt: addHours(keptSince, -9) };
      await history.record([
        anUpdate(1, { ...old, lastSeenAt: addHours(keptSince, -1), endedAt: addHours(keptSince, -1) }),
        anUpdate(2, { ...old, lastSeenAt: addHours(keptSince, 1), endedAt: addHours(keptSince, 1) }),
        anUpdate(3, { ...old, lastSeenAt: addHours(keptSince, -1) }),
        anUpdate(4),
      ]);
      const scan = { endpointId: prodEu, since: old.startedAt, active: 1 };
      await history.recordObservation({ ...scan, at: addHours(keptSince, -1) });
      await history.recordObservation({ ...scan, at: at(0) });

      expect(await history.prune(keptSince)).toBe(prunes ? 3 : 0);

      const since = subDays(keptSince, 30);
      expect(await idsOf(history, ofBob, { since })).toEqual([anUpdate(4).id, anUpdate(2).id]);
      expect(await history.observations(prodEu, since, historyNow)).toMatchObject(
        prunes ? [{ at: at(0) }] : [{}, { at: at(0) }],
      );
      expect(await history.prune(keptSince)).toBe(0);
    });
  });
}

/** What a history of many connections keeps to. @param count A multiple of 50. */
export function testLargeHistory(
  name: string,
  openEmpty: () => Promise<ConnectionHistory>,
  count: number,
): void {
  it(`${name} holds ${count} connections`, async () => {
    const history = await openEmpty();
    const all = Array.from({ length: count }, (_, n) =>
      anUpdate(n, { username: `person-${n % 50}`, startedAt: addMinutes(at(0), -(n % (count / 2))) }),
    );

    await history.record(all);
    await history.record(all);

    expect(await idsOf(history, named('person-7'))).toHaveLength(count / 50);
    const page = await history.find(query(onEndpoint(prodEu), { limit: 10 }));
    expect(page.isCut).toBe(true);
    expect(page.records).toHaveLength(10);
    expect(await history.find(query(onEndpoint(prodEu), { limit: 2 * count }))).toMatchObject({
      isCut: false,
      records: { length: count },
    });
    expect(await history.open(prodEu)).toHaveLength(count);
  });
}

async function recordsOf(history: ConnectionHistory, by: HistoryQuery['by']) {
  return (await history.find(query(by))).records;
}

async function idsOf(
  history: ConnectionHistory,
  by: HistoryQuery['by'],
  over: Partial<Omit<HistoryQuery, 'by'>> = {},
): Promise<readonly string[]> {
  return (await history.find(query(by, over))).records.map(({ id }) => id);
}
