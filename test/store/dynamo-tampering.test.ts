import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { canonicalJson, checkChain } from '../../src/domain/audit-chain.ts';
import { entryKey } from '../../src/store/dynamo/append-entry.ts';
import { dynamoAuditLog } from '../../src/store/dynamo/audit-log.ts';
import type { Item } from '../../src/store/dynamo/items.ts';
import type { DynamoTable } from '../../src/store/dynamo/table.ts';
import { resealed } from '../builders/an-entry-draft.ts';
import { aCorrelation, aDraft } from '../contract/audit-log-contract.ts';
import { realClock } from './real-clock.ts';
import { openScratchTable } from './scratch-table.ts';

type Tampering = (table: DynamoTable) => Promise<unknown>;

describe('someone who can write to the table', () => {
  const tamperings: Record<string, { tamper: Tampering; problem: string; seq: number }> = {
    'changes an entry': {
      tamper: (table) => rewrite(table, 2, (json) => json.replace('helga', 'heiko')),
      problem: 'changed',
      seq: 2,
    },
    'removes an entry': { tamper: (table) => remove(table, 3), problem: 'misplaced', seq: 3 },
    'removes the first entry': { tamper: (table) => remove(table, 1), problem: 'misplaced', seq: 1 },
    'moves an entry': {
      tamper: async (table) => {
        await table.put({ ...(await entryAt(table, 2)), ...entryKey(9) });
        await remove(table, 2);
      },
      problem: 'misplaced',
      seq: 2,
    },
    'slips an entry in before the first': {
      tamper: async (table) => table.put({ ...(await entryAt(table, 4)), ...entryKey(0) }),
      problem: 'misplaced',
      seq: 1,
    },
    'copies an entry to the end': {
      tamper: async (table) => table.put({ ...(await entryAt(table, 5)), ...entryKey(6) }),
      problem: 'misplaced',
      seq: 6,
    },
    'overwrites an entry with nonsense': {
      tamper: (table) => rewrite(table, 5, () => 'gone'),
      problem: 'unreadable',
      seq: 5,
    },
    'adds a field to the last entry and makes its hash fit': {
      tamper: (table) => rewrite(table, 5, (json) => forged(json, { note: 'ground' })),
      problem: 'unknown_field',
      seq: 5,
    },
    'makes the last entry one of a kind that there is not, and its hash fit': {
      tamper: (table) => rewrite(table, 5, (json) => forged(json, { kind: 'imagined' })),
      problem: 'wrong_value',
      seq: 5,
    },
    'repeats a key of the last entry': {
      tamper: (table) => rewrite(table, 5, (json) => json.replace('{', '{"at":"x",')),
      problem: 'repeated_key',
      seq: 5,
    },
    'writes the last entry in other bytes of the same meaning': {
      tamper: (table) => rewrite(table, 5, (json) => json.replaceAll(':', ': ')),
      problem: 'not_canonical',
      seq: 5,
    },
    'writes the last entry in compressed bytes that are no text': {
      tamper: async (table) => {
        const [before = '', after = ''] = forged(await jsonAt(table, 5), { reason: 'a\uFFFDb' }).split(
          '\uFFFD',
        );
        const bytes = gzipSync(Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]));
        await table.put({ pk: 'part forged', sk: '000000', bytes });
        await table.put({ ...entryKey(5), id: 'forged', parts: 1 });
      },
      problem: 'unreadable',
      seq: 5,
    },
    'removes what an entry says': {
      tamper: (table) => table.put({ ...entryKey(4), id: 'none', parts: 3 }),
      problem: 'unreadable',
      seq: 4,
    },
  };

  for (const [tampering, { tamper, problem, seq }] of Object.entries(tamperings)) {
    it(`and ${tampering} is found out`, async () => {
      const { table, log } = await logOf(5);

      await tamper(table);

      expect(await checkChain(log.stored())).toMatchObject({ whole: false, problem, seq });
    });
  }

  it('fails to read a request with an unreadable entry', async () => {
    const { table, log } = await logOf(3);
    await rewrite(table, 2, (json) => json.replace('requested', 'imagined'));

    await expect(log.ofRequest(aCorrelation)).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it.each<[string, Tampering]>([
    ['that cannot be read', (table) => rewrite(table, 2, () => '{}')],
    [
      'that is stored under another number',
      async (table) => table.put({ ...(await entryAt(table, 1)), ...entryKey(7) }),
    ],
    ['that is no entry', (table) => table.put({ ...entryKey(0), sk: 'zzz' })],
  ])('sees nothing that was appended behind a last item %s', async (_title, tamper) => {
    const { table, log } = await logOf(2);
    await tamper(table);

    await expect(log.append(aDraft)).rejects.toMatchObject({ code: 'audit_unwritable' });
    await expect(log.head()).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

async function logOf(entries: number) {
  const table = await openScratchTable();
  const log = dynamoAuditLog(table, { clock: realClock, random: Math.random });
  for (let n = 0; n < entries; n += 1) await log.append(aDraft);
  return { table, log };
}

async function entryAt(table: DynamoTable, seq: number): Promise<Item> {
  const item = await table.get(entryKey(seq));
  if (item === undefined) throw new Error(`there is no entry ${seq}`);
  return item;
}

async function rewrite(table: DynamoTable, seq: number, change: (json: string) => string) {
  const item = await entryAt(table, seq);
  await table.put({ ...item, ...entryKey(seq), json: change(String(item.json)) });
}

async function jsonAt(table: DynamoTable, seq: number): Promise<string> {
  return String((await entryAt(table, seq)).json);
}

function forged(json: string, change: object): string {
  return canonicalJson(resealed({ ...JSON.parse(json), ...change }));
}

async function remove(table: DynamoTable, seq: number) {
  await table.remove(entryKey(seq), { text: 'attribute_exists(#pk)' });
}
