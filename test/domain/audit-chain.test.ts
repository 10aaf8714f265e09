import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { canonicalJson, checkChain, emptyHead, seal } from '../../src/domain/audit-chain.ts';
import { type AuditEntry, entryKinds } from '../../src/domain/audit-entry.ts';
import { aChain, anEntryDraft, resealed } from '../builders/an-entry-draft.ts';

const check = (texts: readonly string[]) => checkChain(inTurn(texts));
const stored = (entries: readonly AuditEntry[]) => entries.map(canonicalJson);

const draft = fc
  .record({ kind: fc.constantFrom(...entryKinds), reason: fc.string(), detail: fc.string() })
  .map(anEntryDraft);
/** A whole chain and the index of one of its entries. */
const chainAndIndex = fc
  .array(draft, { minLength: 2, maxLength: 8 })
  .chain((drafts) => fc.tuple(fc.constant(aChain(drafts)), fc.nat(drafts.length - 1)));

test('the first entry is number 1 and follows nothing', () => {
  expect(seal(anEntryDraft(), emptyHead)).toMatchObject({ seq: 1, prev: '0'.repeat(64) });
});

test('a hash is the SHA-256 of the rest of the entry, so that others can check it', () => {
  const entry = seal(
    {
      at: '2026-11-02T09:00:00.000Z',
      kind: 'refused',
      correlation: 'c',
      actor: { id: 'U', name: 'n', team: 'T' },
    },
    emptyHead,
  );

  expect(entry.hash).toBe('d19909a521568a71334beaec8f25c6c77ef8c936ef4bcb9a70af12a8cd68ffe8');
});

test('a chain is intact as stored, whatever its entries contain', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(draft, { maxLength: 8 }), async (drafts) => {
      const chain = aChain(drafts);
      const { seq, hash } = chain.at(-1) ?? emptyHead;

      expect(await check(stored(chain))).toEqual({ whole: true, head: { seq, hash } });
    }),
  );
});

test('detects a change of any field at any depth, and names the entry', async () => {
  const change = chainAndIndex.chain(([chain, index]) =>
    fc.tuple(fc.constant(chain), fc.constant(index), fc.constantFrom(...leavesOf(chain[index]))),
  );

  await fc.assert(
    fc.asyncProperty(change, async ([chain, index, path]) => {
      const texts = stored(chain).with(index, canonicalJson(changedAt(chain[index], path)));

      expect(await check(texts)).toMatchObject({ whole: false, problem: 'changed', seq: index + 1 });
    }),
  );
});

test('detects an added or removed field, and names the entry', async () => {
  await fc.assert(
    fc.asyncProperty(chainAndIndex, async ([chain, index]) => {
      const { reason: _reason, ...without } = chain[index] ?? {};

      for (const forged of [{ ...chain[index], note: 'x' }, without]) {
        expect(await check(stored(chain).with(index, canonicalJson(forged)))).toMatchObject({
          whole: false,
          problem: 'changed',
          seq: index + 1,
        });
      }
    }),
  );
});

test('detects a removed entry, and names the missing number', async () => {
  await fc.assert(
    fc.asyncProperty(chainAndIndex, async ([chain, index]) => {
      fc.pre(index < chain.length - 1);

      expect(await check(stored(chain).toSpliced(index, 1))).toEqual({
        whole: false,
        problem: 'misplaced',
        seq: index + 1,
      });
    }),
  );
});

test('entries removed at the end are noticed only by the head', async () => {
  const chain = aChain([anEntryDraft(), anEntryDraft(), anEntryDraft()]);

  expect(await check(stored(chain.slice(0, 2)))).toMatchObject({ whole: true, head: { seq: 2 } });
});

test('detects a duplicate entry, and names its second position', async () => {
  await fc.assert(
    fc.asyncProperty(chainAndIndex, async ([chain, index]) => {
      const texts = stored(chain);

      expect(await check(texts.toSpliced(index, 0, texts[index] ?? ''))).toEqual({
        whole: false,
        problem: 'misplaced',
        seq: index + 2,
      });
    }),
  );
});

test('detects swapped entries, and names the first wrong position', async () => {
  await fc.assert(
    fc.asyncProperty(chainAndIndex, fc.nat(), async ([chain, one], seed) => {
      const other = seed % chain.length;
      fc.pre(one !== other);
      const texts = stored(chain);
      const swapped = texts.with(one, texts[other] ?? '').with(other, texts[one] ?? '');

      expect(await check(swapped)).toEqual({
        whole: false,
        problem: 'misplaced',
        seq: Math.min(one, other) + 1,
      });
    }),
  );
});

test('detects a rewritten entry with fitting number, link and hash by the entry after it', async () => {
  await fc.assert(
    fc.asyncProperty(chainAndIndex, async ([chain, index]) => {
      fc.pre(index < chain.length - 1);
      const forged = seal(anEntryDraft({ reason: 'forged' }), chain[index - 1] ?? emptyHead);

      expect(await check(stored(chain.with(index, forged)))).toEqual({
        whole: false,
        problem: 'unlinked',
        seq: index + 2,
      });
    }),
  );
});

test.each([
  ['no JSON', 'gone'],
  ['cut JSON', '{"seq":1'],
  ['a list', '[]'],
  ['nothing', 'null'],
  ['an object without a hash', '{"seq":1}'],
  ['an object whose number is text', '{"seq":"1","hash":"x"}'],
])('a row with %s is unreadable, and its number is named', async (_title, text) => {
  const [first, second] = stored(aChain([anEntryDraft(), anEntryDraft()]));

  expect(await check([first ?? '', text, second ?? ''])).toEqual({
    whole: false,
    problem: 'unreadable',
    seq: 2,
  });
});

describe('rejects an entry with a fitting number, link and hash', () => {
  const entry = seal(anEntryDraft(), emptyHead);
  const text = canonicalJson(entry);
  const [actor] = [entry.actor];

  it.each([
    ['a key that stands twice', text.replace('{', '{"reason":"forged",')],
    ['a key that stands twice in another spelling', text.replace('{', '{"\\u0072eason":"forged",')],
    ['a key that stands twice inside another field', text.replace('"id":"C', '"id":"forged","id":"C')],
  ])('for %s', async (_title, forged) => {
    expect(JSON.parse(forged)).toEqual(JSON.parse(text));
    expect(await check([forged])).toEqual({ whole: false, problem: 'repeated_key', seq: 1 });
  });

  it.each([
    ['white space between fields', text.replace('{', '{ ')],
    ['a line feed at the end', `${text}\n`],
    [
      'fields in another order',
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).toReversed())),
    ],
    ['an escape that is not needed', text.replace('helga', '\\u0068elga')],
    ['a number in another notation', text.replace('"seq":1', '"seq":1.0')],
  ])('for %s', async (_title, forged) => {
    expect(JSON.parse(forged)).toEqual(JSON.parse(text));
    expect(await check([forged])).toEqual({ whole: false, problem: 'not_canonical', seq: 1 });
  });

  it.each([
    ['an unknown field', { note: 'ground until the hash fits' }, 'unknown_field', 'note'],
    ['an unknown field inside another', { actor: { ...actor, email: 'x' } }, 'unknown_field', 'actor.email'],
    [
      'an unknown field inside a list',
      { connections: [{ id: 'c' }, { id: 'd', previous: { code: 'active', note: 1 } }] },
      'unknown_field',
      'connections.1.previous.note',
    ],
    ['the name of a method as a field', { constructor: 'x' }, 'unknown_field', 'constructor'],
    ['a missing field', { actor: { id: 'U0HELGA', name: 'helga' } }, 'missing_field', 'actor.team'],
    ['a field of another type', { reason: 7 }, 'wrong_value', 'reason'],
    ['a field without a value', { target: null }, 'wrong_value', 'target'],
    ['a list in the place of an object', { actor: [] }, 'wrong_value', 'actor'],
    ['an object in the place of a list', { connections: {} }, 'wrong_value', 'connections'],
    ['an unknown kind', { kind: 'imagined' }, 'wrong_value', 'kind'],
  ])('for %s', async (_title, change, problem, field) => {
    const forged = seal({ ...anEntryDraft(), ...(change as object) }, emptyHead);

    expect(await check(stored([forged]))).toEqual({ whole: false, problem, field, seq: 1 });
  });

  it('if it has a field that JavaScript hides', async () => {
    const { hash: _hash, ...unsealed } = entry;
    const forged = JSON.parse(canonicalJson(unsealed).replace('{', '{"__proto__":"x",'));

    expect(await check([canonicalJson(resealed(forged))])).toEqual({
      whole: false,
      problem: 'unknown_field',
      field: '__proto__',
      seq: 1,
    });
  });
});

test('entries of every kind that earlier versions wrote are intact', async () => {
  const path = new URL('fixtures/entries-of-earlier-versions.jsonl', import.meta.url);
  const texts = readFileSync(path, 'utf8').trimEnd().split('\n');

  expect(new Set(texts.map((text) => JSON.parse(text).kind)).size).toBe(21);
  expect(await check(texts)).toMatchObject({ whole: true, head: { seq: texts.length } });
});

test('an entry of any kind with only the required fields is intact', async () => {
  const drafts = entryKinds.map((kind) => ({
    at: '2026-11-02T09:00:00.000Z',
    kind,
    correlation: 'corr-0001',
    actor: { id: 'bouncer', name: 'bouncer', team: '' },
    connections: [{ id: 'c' }],
    detail: '',
  }));

  expect(await check(stored(aChain(drafts)))).toMatchObject({ whole: true });
});

test('checking stops at the first bad entry', async () => {
  let readRows = 0;
  async function* rows() {
    for (const text of ['gone', 'gone', 'gone']) {
      readRows++;
      yield text;
    }
  }

  await checkChain(rows());

  expect(readRows).toBe(1);
});

async function* inTurn(texts: readonly string[]) {
  yield* texts;
}

type Path = readonly string[];

/** The paths of all values in an entry but its number, whose change is found as well. */
function leavesOf(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return Object.entries(value).flatMap(([key, field]) => leavesOf(field).map((path) => [key, ...path]));
}

function changedAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return typeof value === 'number' ? value + 1 : `${value}x`;
  if (Array.isArray(value)) return value.with(Number(key), changedAt(value[Number(key)], rest));
  if (typeof value !== 'object' || value === null) return value;

  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, name === key ? changedAt(field, rest) : field]),
  );
}
