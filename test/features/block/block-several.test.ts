import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import type { OneOfSeveral } from '../../../src/domain/target.ts';
import { digestOfName } from '../../../src/features/block/authorize-block.ts';
import { block } from '../../../src/features/block/block.ts';
import { partlyFailedFrom } from '../../../src/features/block/block-details.ts';
import { blockView } from '../../../src/features/block/messages.ts';
import { proposeBlock } from '../../../src/features/block/propose-block.ts';
import { proposeUnblock } from '../../../src/features/block/unblock.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId, correlation, groupId, personId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga } from '../../doubles/an-app.ts';
import { blocking } from './a-block-list.ts';
import { aBlockOrder } from './a-block-order.ts';

const name = (text: string) => ({ kind: 'name', name: text }) as const;
const person = (id: string) => ({ kind: 'person', person: personId(id) }) as const;
const several = (...targetRef: readonly OneOfSeveral[]) => ({ kind: 'several', targetRef }) as const;
const team = { kind: 'group', group: groupId('S0TEAM') } as const;
const requester = aRequester(helga, 'C0SECOPS');

test('one request blocks several people under one entry that names each of them', async () => {
  const app = anApp();

  const result = await block(app, aBlockOrder({ targetRef: several(name('bob@example.com'), name('anna')) }));

  expect(result).toMatchObject({ kind: 'requested', report: { names: ['bob@example.com', 'anna'] } });
  const all = await app.blocking.blocks.all();
  expect(all.map((one) => one.name).toSorted()).toEqual(['anna', 'bob@example.com']);
  expect(app.log.entries.map(({ kind, target }) => [kind, target])).toEqual([
    ['block-requested', 'bob@example.com, anna'],
    ['blocked', 'bob@example.com, anna'],
  ]);
});

test('the members of a group are blocked; those without a VPN name are named', async () => {
  const app = anApp();
  app.directory.groups.set(team.group, [bob.id, personId('U0GONE')]);

  const result = await block(app, aBlockOrder({ targetRef: several(team) }));

  expect(result).toMatchObject({
    kind: 'requested',
    report: { names: ['bob@example.com'] },
    skipped: [{ targetRef: { person: 'U0GONE' } }],
  });
});

test('a protected name is skipped, and the others are blocked', async () => {
  const app = anApp([], { protected: ['svc-*'] });

  const result = await block(app, aBlockOrder({ targetRef: several(name('svc-backup'), name('anna')) }));

  expect(result).toMatchObject({ kind: 'requested', skipped: [{ why: 'protected' }] });
  expect((await app.blocking.blocks.all()).map((one) => one.name)).toEqual(['anna']);
});

test('several protected names are denied, and the denial is recorded', async () => {
  const app = anApp([], { protected: ['svc-*'] });

  const result = await block(app, aBlockOrder({ targetRef: several(name('svc-a'), name('svc-b')) }));

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'name_protected' } });
  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['refused']);
});

test('a name that the modal did not show is not blocked, and is named', async () => {
  const app = anApp();
  app.directory.groups.set(team.group, [bob.id, helga.id]);

  const shownNames = [digestOfName('bob@example.com')];
  const result = await block(app, aBlockOrder({ targetRef: several(team), shownNames }));

  expect(result).toMatchObject({ skipped: [{ targetRef: { person: helga.id }, why: 'unshown' }] });

  expect((await app.blocking.blocks.all()).map((one) => one.name)).toEqual(['bob@example.com']);
});

test('no one is blocked if none of the shown names are left', async () => {
  const app = anApp();

  const result = await block(app, aBlockOrder({ targetRef: several(name('anna')), shownNames: [] }));

  expect(result).toEqual({ kind: 'no_names', skipped: [{ targetRef: name('anna'), why: 'unshown' }] });
  expect(app.log.entries).toEqual([]);
});

test('a name that cannot be blocked does not stop the others, and is reported', async () => {
  const app = anApp();
  const { blocks } = app.blocking;
  const faulty = blocking(app, {
    put: async (one) => {
      if (one.name === 'anna') throw new Failure('blocks_unavailable', 'no answer');
      await blocks.put(one);
    },
  });

  const targetRef = several(name('bob@example.com'), name('anna'), name('carl'));
  const result = await block(faulty, aBlockOrder({ targetRef }));

  const failed = { names: ['anna'], code: 'blocks_unavailable' };
  expect(result).toMatchObject({ kind: 'requested', report: { state: { kind: 'blocked', failed } } });
  const outcome = app.log.entries.at(-1);
  expect(outcome).toMatchObject({ kind: 'blocked', target: 'bob@example.com, carl' });
  expect(partlyFailedFrom(outcome?.detail ?? '', ['bob@example.com', 'anna', 'carl'])).toEqual(failed);
  const view = result.kind === 'requested' ? blockView(result.report) : undefined;
  expect(view?.text).toContain('Blocked · bob@example.com and carl on every endpoint');
  expect(view?.text).toContain('Not blocked: anna. They can still connect.');
});

test('more than fifty names are refused', async () => {
  const app = anApp();
  const names = Array.from({ length: 51 }, (_, index) => name(`user${index}`));

  expect(await block(app, aBlockOrder({ targetRef: several(...names) }))).toEqual({
    kind: 'too_many_names',
    count: 51,
  });
});

test('the proposal shows each person’s own connections, and terminates them only with kick-many', async () => {
  const laptop = aConnection({ username: 'bob@example.com' });
  const other = aConnection({ id: connectionId('cvpn-connection-0b'), username: 'carl@example.com' });
  const app = anApp([laptop, other]);
  const selection = { targetRef: several(person('U0BOB'), name('anna')), on: undefined };

  const proposal = await proposeBlock(app, { requester, selection });

  expect(proposal).toMatchObject({ kind: 'found', names: ['bob@example.com', 'anna'] });
  expect(proposal.kind === 'found' && proposal.connections.map(({ connection }) => connection.id)).toEqual([
    laptop.id,
  ]);
  expect(proposal).toMatchObject({ terminatesConnections: true });
});

test('unblock finds the blocks of each of several people, and leaves the others of the same request', async () => {
  const app = anApp();
  const names = [name('bob@example.com'), name('anna'), name('carl')];
  await block(app, aBlockOrder({ targetRef: several(...names), correlation: correlation('block-0002') }));

  const targetRef = several(name('bob@example.com'), name('carl'), person('U0GUS'));
  const found = await proposeUnblock(app, { requester, targetRef, on: undefined });

  expect(found.kind === 'found' && found.matching.map((one) => one.name).toSorted()).toEqual([
    'bob@example.com',
    'carl',
  ]);
});
