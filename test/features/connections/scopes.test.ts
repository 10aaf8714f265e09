import { expect, test } from 'vitest';
import type { KickTargetRef } from '../../../src/domain/target.ts';
import { block } from '../../../src/features/block/block.ts';
import { proposeBlock } from '../../../src/features/block/propose-block.ts';
import { unblock } from '../../../src/features/block/unblock.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { who } from '../../../src/features/who/who.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, correlation } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aBlock, allShown } from '../../contract/a-block.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, type MemoryContext, omar, secops } from '../../doubles/an-app.ts';

const requester = aRequester(omar, 'C0SECOPS');
const targetRef = { kind: 'name', name: 'bob@example.com' } as const;
const order = { correlation: correlation('scope-0001'), reason: 'laptop stolen' };

/** Every command that takes a scope, with what it made of it. */
const commands: readonly (readonly [string, (app: MemoryContext, on: string) => Promise<object>])[] = [
  ['who', (app, on) => who(app, { requester, targetRef, on, audience: 'requester' })],
  ['history', (app, on) => who(app, { requester, targetRef, on, phase: 'ended', audience: 'requester' })],
  ['kick', (app, on) => kickOf(app, targetRef, on)],
  ['kick all', (app, on) => kickOf(app, { kind: 'everyone' }, on)],
  ['kick of several', (app, on) => kickOf(app, { kind: 'several', targetRef: [targetRef] }, on)],
  ['block', (app, on) => proposeBlock(app, { requester, selection: { targetRef, on } })],
  [
    'block, submitted',
    (app, on) =>
      block(app, {
        ...order,
        requester,
        selection: { targetRef, on },
        length: { kind: 'for', ms: 3_600_000 },
      }),
  ],
  ['unblock', (app, on) => unblock(app, { ...order, requester, targetRef, on, shown: allShown })],
];

function kickOf(app: MemoryContext, target: KickTargetRef, on: string) {
  return proposeKick(app, { requester, selection: { targetRef: target, on }, breakGlass: false });
}

function aScene(rules = {}): MemoryContext {
  return anApp([...someConnections(1), aConnection({ endpointId: lab.id })], rules);
}

const outcomeOf = (result: object) => ('kind' in result ? result.kind : undefined);

test.each(commands)('%s finds an endpoint by name or id, in any case', async (_title, run) => {
  for (const on of ['lab', 'LAB', lab.id, lab.id.toUpperCase()]) {
    const app = aScene();
    await app.blocking.blocks.put(aBlock({ name: targetRef.name, endpoint: lab.id }));

    expect(outcomeOf(await run(app, on))).toMatch(/^(listed|found|requested|unblocked)$/);
  }
});

test.each(commands)('%s refuses an unknown endpoint, and names those of the channel', async (_title, run) => {
  for (const on of ['labb', 'holiday', `${lab.id}0`, '']) {
    const app = aScene();

    expect(await run(app, on)).toEqual({ kind: 'unknown_endpoint', text: on, known: ['prod-eu', 'lab'] });
    expect(app.log.entries).toEqual([]);
  }
});

test.each(commands)('%s names no endpoint that the channel may not see', async (_title, run) => {
  const narrow = { ...secops, endpoints: [lab] };
  const app = aScene({ channels: someRules({ channels: [narrow] }).channels });

  expect(await run(app, 'prod')).toMatchObject({ kind: 'unknown_endpoint', known: ['lab'] });
});

test.each(commands)('%s is refused on an endpoint that is not the channel’s', async (_title, run) => {
  const narrow = { ...secops, endpoints: [lab] };
  const app = aScene({ channels: someRules({ channels: [narrow] }).channels });
  await app.blocking.blocks.put(aBlock({ name: targetRef.name, endpoint: anEndpoint().id }));

  for (const on of ['prod-eu', anEndpoint().id])
    expect(await run(app, on)).toMatchObject({
      kind: 'refused',
      denial: { reason: 'endpoint_elsewhere' },
    });
});

test('someone who may only terminate their own connections learns no endpoint’s name', async () => {
  const inGeneral = aRequester(helga, 'C0GENERAL');
  const own = { kind: 'connection', connection: connectionId('cvpn-connection-0aa') } as const;

  const selection = { targetRef: own, on: 'prod' };
  const finding = await proposeKick(aScene(), { requester: inGeneral, selection, breakGlass: false });

  expect(finding).toEqual({ kind: 'unknown_endpoint', text: 'prod', known: [] });
});

test('finds one’s own connections by their endpoint’s id in a channel without grants', async () => {
  const mine = aConnection({ username: helga.email ?? '' });
  const selection = { targetRef: { kind: 'person', person: helga.id } as const, on: anEndpoint().id };

  const finding = await proposeKick(anApp([mine]), {
    requester: aRequester(helga, 'C0GENERAL'),
    selection,
    breakGlass: false,
  });

  expect(finding).toMatchObject({ kind: 'found', connections: [{ connection: { id: mine.id } }] });
});
