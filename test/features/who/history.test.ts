import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { terminationOf } from '../../../src/features/details/find-terminations.ts';
import { who } from '../../../src/features/who/who.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { connectionId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

function endedAt(time: string, given: Partial<Connection> = {}): Connection {
  const id = connectionId(`cvpn-connection-${time.replace(':', '')}`);
  const status = { code: 'terminated', message: undefined };
  return aConnection({ id, status, endedAt: new Date(`2026-11-02T${time}:00Z`), ...given });
}

const requester = aRequester(helga);

test('shows connections that ended, the latest first, without live ones', async () => {
  const app = anApp([endedAt('08:10'), endedAt('08:50'), ...someConnections(2), endedAt('08:30')]);

  const result = await who(app, {
    phase: 'ended',
    requester,
    targetRef: { kind: 'everyone' },
    on: undefined,
    audience: 'requester',
  });

  expect(
    result.kind === 'listed' &&
      result.connectionList.connections.slice().map(({ connection }) => connection.id),
  ).toEqual(['cvpn-connection-0850', 'cvpn-connection-0830', 'cvpn-connection-0810']);
});

test('finds one person’s ended connections though none is live', async () => {
  const anna = endedAt('08:20', { username: 'anna@example.com', commonName: undefined });
  const app = anApp([endedAt('08:10', { username: 'BOB@Example.com' }), anna]);

  const result = await who(app, {
    phase: 'ended',
    requester,
    targetRef: { kind: 'person', person: bob.id },
    on: undefined,
    audience: 'requester',
  });

  expect(
    result.kind === 'listed' &&
      result.connectionList.connections.slice().map(({ connection }) => connection.id),
  ).toEqual(['cvpn-connection-0810']);
});

test('shows ended possible matches, the latest first, without permission to terminate them', async () => {
  const laptop = { username: undefined, commonName: 'bob-laptop' };
  const app = anApp([
    endedAt('08:10', laptop),
    endedAt('08:30', { ...laptop, commonName: 'bob-phone' }),
    endedAt('08:40', { ...laptop, commonName: 'joanna-laptop' }),
    aConnection({ ...laptop, id: connectionId('cvpn-connection-0ff') }),
  ]);
  app.vpn.factsOf.set(anEndpoint().id, certificatesOnly);

  const result = await who(app, {
    phase: 'ended',
    requester: aRequester(helga, 'C0SECOPS'),
    targetRef: { kind: 'person', person: bob.id },
    on: undefined,
    audience: 'requester',
  });

  expect(result).toMatchObject({
    kind: 'listed',
    connectionList: {
      connections: { length: 0 },
      possible: {
        connections: [
          { connection: { id: 'cvpn-connection-0830' }, mayTerminate: false },
          { connection: { id: 'cvpn-connection-0810' }, mayTerminate: false },
        ],
      },
    },
  });
});

test('gives no total for a history', async () => {
  const app = anApp(someConnections(2));

  const result = await who(app, {
    phase: 'ended',
    requester,
    targetRef: { kind: 'everyone' },
    on: undefined,
    audience: 'requester',
  });

  expect(result).toMatchObject({
    kind: 'listed',
    connectionList: { total: undefined, connections: { length: 0 } },
  });
});

test('returns an unknown endpoint with the known ones', async () => {
  const result = await who(anApp(), {
    phase: 'ended',
    requester,
    targetRef: { kind: 'everyone' },
    on: 'labb',
    audience: 'requester',
  });

  expect(result).toEqual({ kind: 'unknown_endpoint', text: 'labb', known: ['prod-eu', 'lab'] });
});

test('asks AWS nothing without the grant', async () => {
  const app = anApp([endedAt('08:10')]);
  const inGeneral = aRequester(bob, 'C0GENERAL');

  const result = await who(app, {
    phase: 'ended',
    requester: inGeneral,
    targetRef: { kind: 'everyone' },
    on: undefined,
    audience: 'requester',
  });

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'channel_unknown' } });
  expect(app.vpn.calls).toEqual([]);
});

test('says who terminated the connections, and reads no audit log for live ones', async () => {
  const ended = endedAt('08:50', { id: connectionId('cvpn-connection-0123456789abcdef0') });
  const app = anApp([ended]);
  await app.log.append(anEntryDraft());
  const request = {
    requester,
    targetRef: { kind: 'everyone' },
    on: undefined,
    audience: 'requester',
  } as const;

  const past = await who(app, { ...request, phase: 'ended' });
  app.log.newestFirst = () => {
    throw new Error('read');
  };
  const present = await who(app, { ...request, phase: 'live' });

  expect(
    past.kind === 'listed' && past.terminations && terminationOf(past.terminations, ended),
  ).toMatchObject({
    by: { id: 'U0HELGA' },
  });
  expect(present).toMatchObject({ kind: 'listed', terminations: undefined });
});

test('lists what ended if no history is kept, although the audit log cannot be read, and says both', async () => {
  const app = anApp([endedAt('08:50')]);
  Object.assign(app, { history: undefined });
  const deps = memoryListenerDeps(app);
  deps.app.log.newestFirst = () => {
    throw new Failure('store_unavailable', 'the disk is gone');
  };

  await deliverTo(deps).type('history');

  const shown = JSON.stringify(deps.poster.views);
  expect(shown).toContain('1 connection ended in the last 60 minutes');
  expect(shown).toContain('couldn’t read the audit log');
  expect(shown).toContain('The connection history is turned off');
});
