import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, checkChain, emptyHead } from '../../src/domain/audit-chain.ts';
import { type AuditEntry, type EntryDraft, seqOf } from '../../src/domain/audit-entry.ts';
import { parseCorrelation, parsePersonId } from '../../src/domain/ids.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { known } from './known.ts';

export const aCorrelation = known(parseCorrelation('abcd-1234'));

export const aDraft: EntryDraft = {
  at: '2026-11-02T03:04:05.000Z',
  kind: 'requested',
  correlation: aCorrelation,
  actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
};

const aFullDraft: EntryDraft = {
  ...aDraft,
  channel: { id: 'C0HELPDESK', name: 'helpdesk' },
  endpoint: { id: 'cvpn-endpoint-0e', name: 'prod-eu', region: 'eu-west-1' },
  target: 'bob@example.com',
  connections: [
    {
      id: 'cvpn-connection-0c',
      previous: { code: 'active' },
      current: { code: 'terminating', message: 'soon' },
    },
    { id: 'cvpn-connection-0d' },
  ],
  reason: 'stale session',
  awsRequestId: 'request-1',
  detail: 'every session of the name',
};

/** What every audit log keeps to, whatever it stores entries in. */
export function testAuditLog(name: string, openEmpty: () => Promise<AuditLog>): void {
  describe(`${name} as an audit log`, () => {
    it('is empty at first', async () => {
      const log = await openEmpty();

      expect(await log.head()).toEqual(emptyHead);
      expect(await Array.fromAsync(log.stored())).toEqual([]);
    });

    it('numbers entries from 1 and links each to the one before', async () => {
      const log = await openEmpty();

      const first = await log.append(aDraft);
      const second = await log.append({ ...aDraft, kind: 'finished' });

      expect([first.seq, first.prev]).toEqual([1, emptyHead.hash]);
      expect([second.seq, second.prev]).toEqual([2, first.hash]);
      expect(await log.head()).toEqual({ seq: 2, hash: second.hash });
    });

    it('stores each entry as its canonical JSON, in the order of the log', async () => {
      const log = await openEmpty();

      const first = await log.append(aDraft);
      const second = await log.append({ ...aDraft, kind: 'finished' });

      expect(await Array.fromAsync(log.stored())).toEqual([canonicalJson(first), canonicalJson(second)]);
    });

    it('finds the entries of one request, in order, and no others', async () => {
      const log = await openEmpty();
      const requested = await log.append(aDraft);
      await log.append({ ...aDraft, correlation: 'abcd-12345' });
      const finished = await log.append({ ...aDraft, kind: 'finished', connections: [{ id: 'c-1' }] });
      await log.append({ ...aDraft, correlation: 'other', detail: aDraft.correlation });

      expect(await log.ofRequest(aCorrelation)).toEqual([requested, finished]);
    });

    it('finds what one person requested, newest first, back to a given time', async () => {
      const log = await openEmpty();
      const at = (second: number, draft: Partial<EntryDraft> = {}) =>
        log.append({ ...aDraft, at: `2026-11-02T03:04:${String(second).padStart(2, '0')}.000Z`, ...draft });
      const since = new Date('2026-11-02T03:04:10.000Z');
      const omar = { id: 'U0OMAR', name: 'U0HELGA', team: 'T0HOME' };
      await at(9);
      const first = await at(10);
      await at(11, { actor: omar });
      await at(12, { kind: 'finished' });
      const second = await at(13, { correlation: 'other' });

      const person = known(parsePersonId('U0HELGA'));
      expect(await log.requestedBy(person, since, 100)).toEqual([second, first]);
      expect(await log.requestedBy(person, since, 1)).toEqual([second]);
      expect(await log.requestedBy(known(parsePersonId('U0NOBODY')), since, 100)).toEqual([]);
    });

    it('finds more requests of one person than one read returns', { timeout: 60_000 }, async () => {
      const log = await openEmpty();
      for (let n = 0; n < 45; n += 1) await log.append(aDraft);

      const requested = await log.requestedBy(known(parsePersonId('U0HELGA')), new Date(0), 100);

      expect(requested.map(({ seq }) => seq)).toEqual(Array.from({ length: 45 }, (_, n) => 45 - n));
    });

    it('finds nothing of an unknown request', async () => {
      const log = await openEmpty();
      await log.append({ ...aDraft, correlation: 'other' });

      expect(await log.ofRequest(aCorrelation)).toEqual([]);
    });

    it('returns every field of an entry', async () => {
      const log = await openEmpty();

      const entry = await log.append(aFullDraft);

      expect(await log.ofRequest(aCorrelation)).toEqual([entry]);
    });

    it('returns the entries with given numbers as they are stored', async () => {
      const log = await openEmpty();
      const entries = [await log.append(aDraft), await log.append(aFullDraft), await log.append(aDraft)];
      const [first, second, third] = entries.map(canonicalJson);

      expect(await log.storedAt([3, 1])).toEqual(
        new Map([
          [3, third],
          [1, first],
        ]),
      );
      expect(await log.storedAt([2, 2, 4, 9_007_199_254_740_991])).toEqual(new Map([[2, second]]));
      expect(await log.storedAt([])).toEqual(new Map());
    });

    it('reads backwards from the newest entry, or from a given one', async () => {
      const log = await openEmpty();
      const [first, second, third] = [
        await log.append(aDraft),
        await log.append(aFullDraft),
        await log.append(aDraft),
      ];

      expect(await Array.fromAsync(log.newestFirst())).toEqual([third, second, first].map(readable));
      expect(await Array.fromAsync(log.newestFirst(2))).toEqual([second, first].map(readable));
      expect(await Array.fromAsync(log.newestFirst(0))).toEqual([]);
      expect(await Array.fromAsync(log.newestFirst(100))).toHaveLength(3);
    });

    it('leaves out entries that are appended while it reads backwards', async () => {
      const log = await openEmpty();
      await log.append(aDraft);
      await log.append(aDraft);

      const seen: number[] = [];
      for await (const found of log.newestFirst()) {
        seen.push(seqOf(found));
        await log.append(aDraft);
      }

      expect(seen).toEqual([2, 1]);
    });

    it('forms one chain of entries appended at the same time', async () => {
      const log = await openEmpty();

      const entries = await Promise.all(Array.from({ length: 20 }, () => log.append(aDraft)));

      expect(new Set(entries.map(({ seq }) => seq)).size).toBe(20);
      expect(await checkChain(log.stored())).toMatchObject({ whole: true, head: { seq: 20 } });
    });

    it('keeps a chain of more entries than one read returns', { timeout: 120_000 }, async () => {
      const log = await openEmpty();
      for (let n = 0; n < 520; n += 1) await log.append(aDraft);

      const check = await checkChain(log.stored());

      expect(check).toEqual({ whole: true, head: await log.head() });
      expect(check).toMatchObject({ head: { seq: 520 } });
      const backwards = await Array.fromAsync(log.newestFirst());
      expect(backwards.map(seqOf)).toEqual(Array.from({ length: 520 }, (_, n) => 520 - n));
    });

    it('keeps its chain whatever text the entries contain', async () => {
      const log = await openEmpty();
      const text = fc.string({ unit: 'binary', maxLength: 300 });

      await fc.assert(
        fc.asyncProperty(text, text, async (target, reason) => {
          const entry = await log.append({ ...aDraft, target, reason });
          const stored = (await Array.fromAsync(log.stored())).at(-1) ?? '';
          expect(JSON.parse(stored)).toEqual(JSON.parse(JSON.stringify(entry)));
        }),
        { numRuns: 50 },
      );

      expect(await checkChain(log.stored())).toMatchObject({ whole: true });
    });

    it('lets a reader continue while entries are appended', async () => {
      const log = await openEmpty();
      await log.append(aDraft);
      const reader = log.stored()[Symbol.asyncIterator]();
      await reader.next();

      await log.append(aDraft);

      expect(await log.head()).toMatchObject({ seq: 2 });
    });
  });
}

function readable(entry: AuditEntry) {
  return { kind: 'readable', entry };
}
