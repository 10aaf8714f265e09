import { expect, test } from 'vitest';
import { blockFor, clockToleranceMs, endOf, isActive } from '../../src/domain/block.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { aBlock } from '../contract/a-block.ts';

const noon = new Date('2026-11-02T12:00:00Z');
const attempt = { username: 'mallory@example.com', commonName: '', endpoint: lab.id };
const connecting = (username: string, commonName = '') => ({ username, commonName, endpoint: lab.id });

test('a block covers its name, in any case, and no name that contains it', () => {
  const blocks = [aBlock({ name: 'Anna' })];

  expect(blockFor(blocks, connecting('ANNA'), noon)).toEqual(blocks[0]);
  expect(blockFor(blocks, connecting('joanna'), noon)).toBeUndefined();
});

test.each(['\u200Banna', 'anna ', '\uFF21nna', 'an\u00ADna'])(
  'a block keeps out its name, however it is spelled: %j',
  (spelled) => {
    const blocks = [aBlock({ name: spelled })];

    expect(blockFor(blocks, connecting('Anna'), noon)).toEqual(blocks[0]);
  },
);

test('either name of a connection is enough', () => {
  const blocks = [aBlock({ name: 'laptop-7' })];

  expect(blockFor(blocks, connecting('bob', 'laptop-7'), noon)).toEqual(blocks[0]);
});

test('on a directory, a block covers its user in every way to write the name', () => {
  const blocks = [aBlock({ name: 'anna@corp.example', directories: [lab.id] })];
  const isKeptOut = (username: string, commonName = '', endpoint: string = lab.id) =>
    blockFor(blocks, { username, commonName, endpoint }, noon) !== undefined;

  expect(isKeptOut('CORP\\anna')).toBe(true);
  expect(isKeptOut('Anna')).toBe(true);
  expect(isKeptOut('anna@partner.example')).toBe(false);
  expect(isKeptOut('joanna')).toBe(false);
  expect(isKeptOut('bob', 'anna')).toBe(false);
  expect(isKeptOut('', 'anna@corp.example')).toBe(true);
  expect(isKeptOut('anna', '', anEndpoint().id)).toBe(false);
});

test('a block on one endpoint does not cover the others; one without an endpoint covers all', () => {
  const elsewhere = aBlock({ endpoint: 'cvpn-endpoint-0123456789abcdef0' });

  expect(blockFor([elsewhere], attempt, noon)).toBeUndefined();
  expect(blockFor([elsewhere, aBlock()], attempt, noon)).toEqual(aBlock());
});

test('of two blocks on one name, the one that ends last counts', () => {
  const short = aBlock({ correlation: 'request-1', until: new Date('2026-11-02T13:00:00Z') });
  const long = aBlock({ correlation: 'request-2', until: new Date('2026-11-02T14:00:00Z') });
  const lasting = aBlock({ correlation: 'request-3', until: undefined });

  expect(blockFor([short, long], attempt, noon)).toEqual(long);
  expect(blockFor([short, lasting, long], attempt, noon)).toEqual(lasting);
  expect(blockFor([short, long], attempt, new Date('2026-11-02T13:30:00Z'))).toEqual(long);
});

test('a block lasts a little longer than it says, so that a fast clock admits nobody too soon', () => {
  const block = aBlock();
  const until = block.until?.getTime() ?? 0;

  expect(isActive(block, new Date(until + clockToleranceMs - 1))).toBe(true);
  expect(isActive(block, new Date(until + clockToleranceMs))).toBe(false);
  expect(endOf(block)).toEqual(new Date(until + clockToleranceMs));
});

test('a block without an end is always active', () => {
  expect(endOf(aBlock({ until: undefined }))).toBeUndefined();
  expect(isActive(aBlock({ until: undefined }), new Date('2126-01-01T00:00:00Z'))).toBe(true);
});
