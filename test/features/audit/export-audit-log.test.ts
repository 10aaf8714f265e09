import { expect, it } from 'vitest';
import { canonicalJson } from '../../../src/domain/audit-chain.ts';
import { type AuditExport, exportAuditLog } from '../../../src/features/audit/export-audit-log.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { someRules } from '../../builders/some-rules.ts';
import { anApp, helpdesk, type MemoryContext, omar, secops } from '../../doubles/an-app.ts';

const requester = { person: omar.id, team: omar.team, channel: secops.id, channelName: 'secops' };
const everything = { requester, targetRef: { kind: 'everyone' } } as const;

async function exported(
  app: Parameters<typeof exportAuditLog>[0],
  request: Parameters<typeof exportAuditLog>[1] = everything,
): Promise<AuditExport> {
  const result = await exportAuditLog(app, request);
  if (result.kind !== 'exported') throw new Error(result.kind);
  return result.export;
}

async function anAppWith(entries: number): Promise<MemoryContext> {
  const app = anApp();
  for (let n = 1; n <= entries; n += 1) await app.log.append(anEntryDraft({ reason: `reason ${n}` }));
  return app;
}

it('exports every entry as it is stored, oldest first, and as CSV with a header', async () => {
  const app = await anAppWith(230);

  const { jsonLines, csv, count, cutAt } = await exported(app);

  expect(jsonLines).toBe(app.log.entries.map((entry) => `${canonicalJson(entry)}\n`).join(''));
  const rows = csv.trimEnd().split('\n');
  expect(rows).toHaveLength(231);
  expect(rows[0]).toMatch(/^seq,at,kind,/);
  expect(rows[1]).toMatch(/^1,/);
  expect({ count, cutAt }).toEqual({ count: 230, cutAt: undefined });
});

it('exports only what the search finds', async () => {
  const app = await anAppWith(12);

  const { count, jsonLines } = await exported(app, {
    ...everything,
    targetRef: { kind: 'text', text: 'reason 12' },
    filters: { by: { kind: 'name', name: 'helga' } },
  });

  expect(count).toBe(1);
  expect(JSON.parse(jsonLines)).toMatchObject({ seq: 12 });
});

it('exports nothing that a limited channel may not read', async () => {
  const app = anApp([], someRules({ channels: [{ ...secops, endpoints: [lab] }] }));
  const onLab = { id: lab.id, name: 'lab', region: lab.region };
  await app.log.append(anEntryDraft({ endpoint: { ...onLab, id: anEndpoint().id, name: 'prod-eu' } }));
  const detail = 'until lifted, on lab, prod-eu; does not hold on prod-eu (no connect handler)';
  await app.log.append(anEntryDraft({ endpoint: onLab, kind: 'blocked', detail }));

  const { jsonLines, limitedTo, count } = await exported(app);

  expect({ count, limitedTo }).toEqual({ count: 1, limitedTo: ['lab'] });
  expect(jsonLines).not.toContain('does not hold on prod-eu');
  expect(JSON.parse(jsonLines)).toMatchObject({ seq: 2 });
});

it('stops when its time is over, and says at which entry', async () => {
  const app = await anAppWith(50);
  const { log, clock } = app;
  async function* slowly(upTo?: number) {
    for await (const found of log.newestFirst(upTo)) {
      await clock.sleep(1_000);
      yield found;
    }
  }
  const slow = {
    newestFirst: slowly,
    ofRequest: log.ofRequest.bind(log),
    storedAt: log.storedAt.bind(log),
  };

  const { count, cutAt } = await exported({ ...app, log: slow });

  expect(count).toBeGreaterThan(5);
  expect(count).toBeLessThan(20);
  expect(cutAt).toBe(50 - count + 1);
});

it('is denied to a channel without the grant, before anything is read', async () => {
  const app = await anAppWith(1);
  const log = {
    newestFirst: () => {
      throw new Error('read');
    },
    ofRequest: async () => [],
    storedAt: async () => new Map(),
  };

  expect(
    await exportAuditLog(
      { ...app, log },
      { ...everything, requester: { ...requester, channel: helpdesk.id } },
    ),
  ).toMatchObject({ kind: 'refused', denial: { grant: 'audit', reason: 'grant_missing' } });
});
