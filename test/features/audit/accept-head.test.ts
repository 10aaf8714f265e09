import { describe, expect, it, test } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import type { Witness } from '../../../src/domain/audit-witness.ts';
import { acceptHead } from '../../../src/features/audit/accept-head.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { correlation } from '../../builders/ids.ts';
import { MemoryAnnouncer } from '../../doubles/memory-announcer.ts';
import { MemoryAuditLog } from '../../doubles/memory-audit-log.ts';
import { MemoryMessageStore } from '../../doubles/memory-message-store.ts';
import { MovedClock } from '../../doubles/moved-clock.ts';

const request = { operator: 'root', reason: 'backup of Monday restored' };

async function entriesOf(count: number) {
  const log = new MemoryAuditLog();
  const entries: AuditEntry[] = [];
  for (let n = 0; n < count; n += 1) entries.push(await log.append(anEntryDraft()));
  return { log, entries };
}

function partsWith(log: MemoryAuditLog, shown: readonly Witness[]) {
  return {
    log,
    witnesses: { newest: async () => shown },
    messages: new MemoryMessageStore(),
    announcer: new MemoryAnnouncer(),
    clock: new MovedClock(),
    newCorrelation: () => correlation('corr-0001'),
  };
}

test('an audit log that disagrees is accepted with an announced entry that says who, why and what was wrong', async () => {
  const { entries: shown } = await entriesOf(3);
  const { log } = await entriesOf(1);
  const parts = partsWith(log, shown);

  const result = await acceptHead(parts, request);

  expect(result).toMatchObject({
    kind: 'accepted',
    problem: expect.stringContaining('entries 2 to 3 are missing'),
  });
  const [entry] = (await Array.fromAsync(log.stored())).slice(-1).map((text) => JSON.parse(text));
  expect(entry).toMatchObject({
    seq: 2,
    kind: 'head-accepted',
    actor: { id: 'operator', name: 'root' },
    reason: request.reason,
    detail: expect.stringContaining('entries 2 to 3 are missing'),
  });
  expect(parts.announcer.threads).toMatchObject([[{ seq: 2 }]]);
});

test('messages of missing entries are not overwritten by new entries with the same numbers', async () => {
  const { entries: shown } = await entriesOf(4);
  const { log } = await entriesOf(2);
  const parts = partsWith(log, shown);
  for (const { seq } of shown)
    await parts.messages.save(`entry ${seq}`, { channel: 'C0AUDIT', ts: `${seq}` });

  await acceptHead(parts, request);

  const places = await Promise.all([1, 2, 3, 4].map((seq) => parts.messages.get(`entry ${seq}`)));
  expect(places.map((place) => place?.kind)).toEqual(['posted', 'posted', undefined, undefined]);
});

describe('there is nothing to accept', () => {
  it.each([
    ['when the record agrees', 3, 3],
    ['when it is ahead of the channel', 3, 2],
    ['when the channel shows no entry', 3, 0],
    ['in a new installation', 0, 0],
  ])('%s', async (_title, held, shown) => {
    const { log, entries } = await entriesOf(held);
    const parts = partsWith(log, entries.slice(0, shown));

    expect(await acceptHead(parts, request)).toEqual({ kind: 'nothing_to_accept' });
    expect(await log.head()).toMatchObject({ seq: held });
    expect(parts.announcer.threads).toEqual([]);
  });
});

test('an acceptance that could not be announced does not count yet', async () => {
  const { entries: shown } = await entriesOf(3);
  const { log } = await entriesOf(1);
  const parts = partsWith(log, shown);
  const announcer = Object.assign(new MemoryAnnouncer(), { announce: async () => false });

  expect(await acceptHead({ ...parts, announcer }, request)).toMatchObject({ kind: 'unannounced' });
});

test('an audit channel that cannot be read prevents the acceptance', async () => {
  const { log } = await entriesOf(1);
  const parts = partsWith(log, []);
  const witnesses = { newest: () => Promise.reject(new Error('Slack did not answer')) };

  await expect(acceptHead({ ...parts, witnesses }, request)).rejects.toThrow('Slack did not answer');
  expect(await log.head()).toMatchObject({ seq: 1 });
});
