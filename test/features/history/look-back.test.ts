import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { subHours } from 'date-fns/subHours';
import { subMinutes } from 'date-fns/subMinutes';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import {
  type HistoryRequest,
  lookBack,
  type PastConnections,
} from '../../../src/features/history/look-back.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aRecord } from '../../builders/a-record.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { connectionId, correlation } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aNameClaim } from '../../contract/a-name-claim.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga, type MemoryContext } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';

const now = new Date('2026-11-02T09:00:00Z');
const everyone = { kind: 'everyone' } as const;
const ofBob = { kind: 'person', person: bob.id } as const;
const day = 24 * 3_600_000;

const id = (digits: string) => connectionId(`cvpn-connection-${digits}`);

/** A record that began so many hours ago and lasted an hour. */
function ago(hours: number, given: Partial<Parameters<typeof aRecord>[0]> = {}) {
  const startedAt = subHours(now, hours);
  const endedAt = subHours(now, hours - 1);
  return aRecord({ id: id(`0${hours}a`), startedAt, lastSeenAt: endedAt, endedAt, ...given });
}

async function look(app: MemoryContext, given: Partial<HistoryRequest> = {}) {
  return lookBack(app, {
    requester: aRequester(helga),
    audience: 'requester',
    targetRef: everyone,
    on: undefined,
    page: 0,
    ...given,
  });
}

async function kept(app: MemoryContext, given: Partial<HistoryRequest> = {}): Promise<PastConnections> {
  const result = await look(app, given);
  if (result.kind !== 'kept') throw new Error(JSON.stringify(result));
  return result;
}

function idsOf({ page }: PastConnections): readonly string[] {
  return page.items.map(({ record }) => record.id.replace('cvpn-connection-', ''));
}

test('lists the connections of the last day, the latest start first, with those that AWS lists now', async () => {
  const live = aConnection({ id: id('0ff'), establishedAt: subMinutes(now, 20), sampledAt: now });
  const app = anApp([live]);
  await app.history.record([ago(5), ago(3), ago(40)]);

  const past = await kept(app);

  expect(idsOf(past)).toEqual(['0ff', '03a', '05a']);
  expect(past.page.items.map(({ state }) => state)).toEqual(['connected', 'ended', 'ended']);
});

test('looks back a week for one person, and as far as was asked for', async () => {
  const app = anApp();
  await app.history.record([ago(100), ago(300), ago(5, { username: 'anna@example.com' })]);

  expect(idsOf(await kept(app, { targetRef: ofBob }))).toEqual(['0100a']);
  expect(idsOf(await kept(app, { targetRef: ofBob, periodMs: 30 * day }))).toEqual(['0100a', '0300a']);
});

test('looks back no further than connections are kept, and says so', async () => {
  const app = anApp();

  expect(await kept(app, { periodMs: 90 * day })).toMatchObject({ keptDays: 30, since: subDays(now, 30) });
  expect(await kept(app, { periodMs: 7 * day })).toMatchObject({ keptDays: undefined });
});

test('adds what AWS knows now to a record, and keeps what only the history knows', async () => {
  const app = anApp([
    aConnection({ id: id('05a'), establishedAt: subHours(now, 5), sampledAt: now, endedAt: undefined }),
  ]);
  await app.history.record([ago(5, { endedAt: undefined, lastSeenAt: subHours(now, 1) })]);

  const { page } = await kept(app);

  expect(page.items).toMatchObject([
    { state: 'connected', isListed: true, record: { publicIp: '203.0.113.51', lastSeenAt: now } },
  ]);
});

test('does not call a connection active that AWS no longer lists, or cannot be asked about', async () => {
  const app = anApp();
  const open = { endedAt: undefined, lastSeenAt: subHours(now, 2) };
  await app.history.record([ago(5, open), ago(6, { ...open, endpointId: lab.id })]);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab, times: 9 });

  const { page, coverage } = await kept(app);

  expect(page.items.map(({ state }) => state)).toEqual(['gone', 'unknown']);
  expect(coverage.unavailable).toMatchObject([{ endpoint: { name: 'lab' } }]);
});

test('does not say when a connection ended that was found gone, and finds it until it had ended', async () => {
  const app = anApp();
  const gone = { lastSeenAt: subHours(now, 4), endedAt: subHours(now, 4), endedBefore: subHours(now, 2) };
  await app.history.record([ago(5, gone)]);

  const { page } = await kept(app, { periodMs: hoursToMilliseconds(3) });
  expect(page.items.map(({ state }) => state)).toEqual(['gone']);

  expect(idsOf(await kept(app, { periodMs: hoursToMilliseconds(1) }))).toEqual([]);
});

test('keeps open connections in a short period while AWS cannot be asked about them', async () => {
  const app = anApp();
  const open = { endedAt: undefined, lastSeenAt: subHours(now, 5) };
  await app.history.record([ago(5, open), ago(6, { ...open, endpointId: lab.id })]);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab, times: 9 });

  const { page } = await kept(app, { periodMs: day / 24 });

  expect(page.items).toMatchObject([{ state: 'unknown', record: { id: id('06a') } }]);
});

test('calls a connection active that AWS lists as active, though an end was recorded for it', async () => {
  const active = aConnection({ id: id('05a'), establishedAt: subHours(now, 5), sampledAt: now });
  const app = anApp([active]);
  await app.history.record([ago(5, { ending: { kind: 'logged', text: 'User disconnected' } })]);

  expect((await kept(app)).page.items).toMatchObject([
    { state: 'connected', record: { endedAt: undefined, ending: undefined } },
  ]);
});

test('calls a connection ended whose end is later than the list in which AWS has it as active', async () => {
  const active = aConnection({
    id: id('05a'),
    establishedAt: subHours(now, 5),
    sampledAt: subMinutes(now, 2),
  });
  const app = anApp([active]);
  await app.history.record([ago(5, { endedAt: subMinutes(now, 1) })]);

  expect((await kept(app)).page.items).toMatchObject([
    { state: 'ended', record: { endedAt: subMinutes(now, 1) } },
  ]);
});

test('finds connections by the public address in any notation, and says how they matched', async () => {
  const app = anApp([
    aConnection({ id: id('0ff'), username: 'eve', clientIp: undefined, clientIpv6: '2001:db8::17' }),
  ]);
  await app.history.record([ago(5, { publicIp: '2001:db8::17' }), ago(6)]);

  const past = await kept(app, { targetRef: { kind: 'text', text: '2001:0DB8:0::0017' } });

  expect(idsOf(past)).toContain('05a');
  expect(idsOf(past)).not.toContain('06a');
  expect(past.matches).toEqual({ publicly: 1, inVpn: 1 });
});

test('finds no other public address that begins with the one that was searched for', async () => {
  const app = anApp();
  await app.history.record([ago(5, { publicIp: '203.0.113.5' }), ago(6, { publicIp: '203.0.113.51' })]);

  expect(idsOf(await kept(app, { targetRef: { kind: 'text', text: '203.0.113.5' } }))).toEqual(['05a']);
  expect(idsOf(await kept(app, { targetRef: { kind: 'text', text: '203.0.113.' } }))).toEqual(['05a', '06a']);
});

test('finds a part of a name, and a whole name however many connections there are', async () => {
  const app = anApp();
  await app.history.record([ago(5), ago(6, { username: 'anna@example.com' })]);

  expect(idsOf(await kept(app, { targetRef: { kind: 'text', text: 'bob' } }))).toEqual(['05a']);
  expect(idsOf(await kept(app, { targetRef: { kind: 'text', text: 'ANNA@example.com' } }))).toEqual(['06a']);
});

test('shows possible matches on endpoints that know people by a certificate alone', async () => {
  const app = anApp();
  app.vpn.factsOf.set(lab.id, certificatesOnly);
  const certificate = { endpointId: lab.id, username: undefined };
  await app.history.record([
    ago(5, { ...certificate, commonName: 'bob-laptop' }),
    ago(6, { ...certificate, commonName: 'joanna-bobsled' }),
  ]);

  const past = await kept(app, { targetRef: ofBob });

  expect(past.count).toBe(0);
  expect(past.possible.map(({ record }) => record.commonName)).toEqual(['bob-laptop']);
});

test('keeps open possible matches in a short period while AWS cannot be asked about them', async () => {
  const app = anApp();
  app.vpn.factsOf.set(lab.id, certificatesOnly);
  const certificate = { endpointId: lab.id, username: undefined, commonName: 'bob-laptop' };
  await app.history.record([ago(5, { ...certificate, endedAt: undefined, lastSeenAt: subHours(now, 5) })]);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab, times: 9 });

  const { possible } = await kept(app, { targetRef: ofBob, periodMs: day / 24 });

  expect(possible).toMatchObject([{ state: 'unknown', record: { commonName: 'bob-laptop' } }]);
});

test('finds a directory user under every way to write the name, and no other user', async () => {
  const app = anApp([], { people: { match: 'email', map: new Map([[bob.id, ['bob@corp.example']]]) } });
  app.vpn.factsOf.set(anEndpoint().id, { ...certificatesOnly, authentication: ['directory'] });
  await app.history.record([
    ago(5, { username: 'bob' }),
    ago(6, { username: 'bob', endpointId: lab.id }),
    ago(7, { username: 'bob@other.example' }),
  ]);

  expect(idsOf(await kept(app, { targetRef: ofBob }))).toEqual(['05a']);
});

test('shows someone nothing of a claimed certificate from before the approval, but what began after it', async () => {
  const app = anApp();
  const laptop = { username: undefined, commonName: 'bob-laptop' };
  await app.history.record([ago(5, laptop), ago(3, laptop), ago(6)]);
  await app.claims.put(aNameClaim({ person: bob.id, approvedAt: subHours(now, 4) }));

  const own = await kept(app, { requester: aRequester(bob, 'C0GENERAL'), targetRef: ofBob });
  expect(idsOf(own)).toEqual(['03a', '06a']);
  expect(idsOf(await kept(app, { targetRef: ofBob }))).toEqual(['03a', '05a', '06a']);
});

test('says who terminated a connection that the history has no end for yet', async () => {
  const endedAt = subMinutes(now, 10);
  const app = anApp([
    aConnection({
      id: id('0123456789abcdef0'),
      endedAt,
      sampledAt: endedAt,
      status: { code: 'terminated', message: undefined },
    }),
  ]);
  await app.log.append(anEntryDraft());

  const { terminations } = await kept(app);

  expect([...terminations.byConnection.values()]).toMatchObject([{ by: { id: 'U0HELGA' } }]);
});

describe('who terminated a connection', () => {
  const ending = {
    kind: 'terminated',
    by: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
    reason: 'stolen',
    correlation: correlation('corr-0001'),
    channel: undefined,
  } as const;
  const endedAt = subMinutes(now, 10);
  const justEnded = aConnection({
    ...{ id: id('0123456789abcdef0'), endedAt, sampledAt: endedAt },
    status: { code: 'terminated', message: undefined },
  });
  const bobs = { requester: aRequester(bob, 'C0GENERAL'), targetRef: ofBob };

  async function aScene(): Promise<MemoryContext> {
    const limited = aChannelRule({ endpoints: [lab] });
    const app = anApp([justEnded], someRules({ channels: [limited] }));
    await app.history.record([ago(5, { ending }), ago(6, { endpointId: lab.id, ending })]);
    await app.log.append(anEntryDraft());
    return app;
  }
  const endings = ({ page }: PastConnections) => page.items.map(({ record }) => record.ending?.kind);

  test('is not told to those who see only their own connections', async () => {
    const past = await kept(await aScene(), bobs);

    expect(idsOf(past)).toEqual(['0123456789abcdef0', '05a', '06a']);
    expect(endings(past)).toEqual([undefined, undefined, undefined]);
    expect(past.terminations).toEqual({ byConnection: new Map(), extent: 'complete' });
  });

  test('is told of the endpoints that the channel may see', async () => {
    const past = await kept(await aScene(), { requester: aRequester(bob), targetRef: ofBob });

    expect(idsOf(past)).toEqual(['0123456789abcdef0', '05a', '06a']);
    expect(endings(past)).toEqual([undefined, undefined, 'terminated']);
    expect(past.terminations.byConnection.size).toBe(0);
  });

  test('is not said to be unreadable to those who would not be told', async () => {
    const app = await aScene();
    app.log.newestFirst = () => {
      throw new Failure('store_unavailable', 'the disk is gone');
    };

    expect((await kept(app, bobs)).terminations.extent).toBe('complete');
  });

  test('leaves what the connection log says', async () => {
    const app = anApp();
    await app.history.record([ago(5, { ending: { kind: 'logged', text: 'User disconnected' } })]);

    expect(endings(await kept(app, bobs))).toEqual(['logged']);
  });
});

describe('what is known', () => {
  test('is said to begin when the endpoint was first observed', async () => {
    const app = anApp();
    await app.history.recordObservation(observed(subHours(now, 5), subHours(now, 4)));

    const { known } = await kept(app);

    expect(known).toMatchObject([
      { endpoint: { name: 'prod-eu' }, since: subHours(now, 5) },
      { endpoint: { name: 'lab' }, since: undefined },
    ]);
  });

  test('has gaps where no scan covers the time, but not in the hour that AWS lists now', async () => {
    const app = anApp();
    await app.history.recordObservation(observed(subHours(now, 30), subHours(now, 6)));
    await app.history.recordObservation(observed(subHours(now, 5), subHours(now, 1)));

    const [prod] = (await kept(app)).known;

    expect(prod?.gaps).toEqual([{ from: subHours(now, 6), to: subHours(now, 5) }]);
  });

  test('has a gap up to now if AWS does not respond', async () => {
    const app = anApp();
    await app.history.recordObservation(observed(subHours(now, 30), subHours(now, 1)));
    app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: anEndpoint(), times: 9 });

    const [prod] = (await kept(app)).known;

    expect(prod?.gaps).toEqual([{ from: subHours(now, 1), to: now }]);
  });
});

describe('a first use', () => {
  const home = { publicIp: '203.0.113.51', device: { platform: 'win' } };
  const cafe = { publicIp: '198.51.100.7', device: { platform: 'mac' } };

  test('is marked on the first connection from an address and with a kind of device', async () => {
    const app = anApp();
    await app.history.recordObservation(observed(subDays(now, 20), subHours(now, 1)));
    await app.history.record([
      ago(200, home),
      ago(5, cafe),
      ago(3, { ...home, ...{ publicIp: cafe.publicIp } }),
    ]);

    const { page } = await kept(app);

    expect(page.items).toMatchObject([
      { isNewAddress: false, isNewDevice: false },
      { isNewAddress: true, isNewDevice: true },
    ]);
  });

  test('is not claimed if the history begins less than a day before', async () => {
    const app = anApp();
    await app.history.recordObservation(observed(subHours(now, 20), subHours(now, 1)));
    await app.history.record([ago(5, cafe)]);

    expect((await kept(app)).page.items).toMatchObject([{ isNewAddress: false, isNewDevice: false }]);
  });

  test('counts the connections of this user alone', async () => {
    const app = anApp();
    await app.history.recordObservation(observed(subDays(now, 20), subHours(now, 1)));
    await app.history.record([
      ago(200, { ...cafe, username: 'anna@example.com', commonName: 'bob@example.com' }),
      ago(100, home),
      ago(5, cafe),
    ]);

    expect((await kept(app)).page.items).toMatchObject([{ isNewAddress: true }]);
  });
});

describe('who may see a history', () => {
  test('with the grant, everyone’s on the channel’s endpoints only', async () => {
    const limited = aChannelRule({ endpoints: [lab] });
    const app = anApp([], someRules({ channels: [limited] }));
    await app.history.record([ago(5), ago(6, { endpointId: lab.id })]);

    expect(idsOf(await kept(app))).toEqual(['06a']);
    expect(idsOf(await kept(app, { targetRef: { kind: 'text', text: '203.0.113.51' } }))).toEqual(['06a']);
    expect(await look(app, { on: 'prod-eu' })).toMatchObject({ kind: 'refused' });
  });

  test('with the grant, all of the channel’s endpoints, however many connections there are elsewhere', async () => {
    const limited = aChannelRule({ endpoints: [lab] });
    const app = anApp([], someRules({ channels: [limited] }));
    const elsewhere = Array.from({ length: 1_001 }, (_, n) => ago(3, { id: id(`e${n}`) }));
    await app.history.record([...elsewhere, ago(6, { endpointId: lab.id })]);

    for (const targetRef of [ofBob, { kind: 'text', text: '203.0.113.51' } as const]) {
      const past = await kept(app, { targetRef });
      expect(idsOf(past)).toEqual(['06a']);
      expect(past.isCut).toBe(false);
    }
  });

  test('without the grant, no one else’s', async () => {
    const app = anApp();
    const requester = aRequester(bob, 'C0GENERAL');
    const helgas = { kind: 'person', person: helga.id } as const;
    const named = { kind: 'text', text: 'bob@example.com' } as const;

    for (const targetRef of [everyone, helgas, named])
      expect(await look(app, { requester, targetRef })).toMatchObject({ kind: 'refused' });
  });

  test('one’s own anywhere, on every endpoint, and only what is surely one’s own', async () => {
    const app = anApp();
    app.vpn.factsOf.set(lab.id, certificatesOnly);
    await app.history.record([
      ago(5),
      ago(6, { endpointId: lab.id }),
      ago(7, { username: 'anna@example.com', commonName: 'bob@example.com' }),
      ago(8, { endpointId: lab.id, username: undefined, commonName: 'bob-laptop' }),
    ]);

    const past = await kept(app, { requester: aRequester(bob, 'C0GENERAL'), targetRef: ofBob });

    expect(idsOf(past)).toEqual(['05a', '06a']);
    expect(past).toMatchObject({ isOwnOnly: true, possible: [] });
  });

  test('not one’s own if that is turned off, and never a guest', async () => {
    const app = anApp([], { everyoneMaySelf: false });
    const bobs = { requester: aRequester(bob, 'C0GENERAL'), targetRef: ofBob };
    const guests = {
      requester: aRequester(gus, 'C0HELPDESK'),
      targetRef: { kind: 'person', person: gus.id },
    } as const;

    expect(await look(app, bobs)).toMatchObject({ kind: 'refused', denial: { grant: 'see' } });
    expect(await look(anApp(), guests)).toMatchObject({
      kind: 'refused',
      denial: { reason: 'person_guest' },
    });
  });

  test('not a whole channel', async () => {
    expect(await look(anApp(), { audience: 'channel' })).toMatchObject({
      kind: 'refused',
      denial: { reason: 'list_unshareable' },
    });
  });
});

test('says that no history is kept, or that it cannot be read', async () => {
  const failing = anApp();
  failing.history.find = () => Promise.reject(new Failure('history_unavailable', 'the disk is gone'));

  expect(await look({ ...anApp(), history: undefined } as unknown as MemoryContext)).toEqual({
    kind: 'not_kept',
    why: 'off',
  });
  expect(await look(failing)).toEqual({ kind: 'not_kept', why: 'history_unavailable' });
});

function observed(since: Date, at: Date) {
  return { endpointId: anEndpoint().id, since, at, active: 1 };
}
