import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ConnectionFilter, Freshness } from '../../src/ports/vpn-gateway.ts';
import { eventually, slowed } from '../e2e/support/eventually.ts';
import { emulateAws, endpoint, helga, openGateway } from './emulated-aws.ts';

const everyone = { kind: 'everyone' } as const;
const lately: Freshness = { age: 'lately', patienceMs: Number.POSITIVE_INFINITY };
const newest: Freshness = { ...lately, age: 'newest' };

async function aFleet(connections: number, ended = 0) {
  const ec2 = await emulateAws({ connections, ended });
  const { gateway, advance, setClock } = openGateway({}, async (ms) => void (await setTimeout(slowed(ms))));
  const recent = (freshness = lately, phase: 'live' | 'ended' = 'live') =>
    gateway.snapshots.recent(endpoint, { ...freshness, phase });
  return { ec2, gateway, advance, setClock, recent, callCount: () => ec2.calls().length };
}

describe('a query for a few connections, against the emulated EC2', () => {
  const ofBob = { by: 'username', usernames: ['bob'] } as const;
  async function aScene() {
    const { ec2, gateway, advance, callCount } = await aFleet(0);
    ec2.connect({ endpointId: endpoint.id, username: 'bob' });
    return {
      gateway,
      advance,
      callCount,
      look: (filter: ConnectionFilter = ofBob) => gateway.snapshots.connections(endpoint, filter),
    };
  }

  it('is shared by identical requests that arrive together or within two seconds', async () => {
    const { look, advance, callCount } = await aScene();

    const looks = await Promise.all(Array.from({ length: 50 }, () => look()));
    advance(1_999);
    await look();
    expect(looks.map(({ length }) => length)).toEqual(looks.map(() => 1));
    expect(callCount()).toBe(1);

    advance(1);
    await look();
    expect(callCount()).toBe(2);
  });

  it('is not shared with requests for someone else', async () => {
    const { look, callCount } = await aScene();

    await Promise.all([look(), look({ by: 'username', usernames: ['anna'] })]);

    expect(callCount()).toBe(2);
  });

  it('is not shared for a while after connections there were terminated', async () => {
    const { gateway, look, advance, callCount } = await aScene();
    await look();
    await gateway.terminate(endpoint, { by: 'username', username: 'bob' }, helga);
    const before = callCount();

    await look();
    await look();
    advance(1);
    await look();
    await look();
    expect(callCount() - before).toBe(4);

    advance(30_001);
    await look();
    await look();
    expect(callCount() - before).toBe(5);
  });
});

describe('Ec2Snapshots, against the emulated EC2', () => {
  it('scans an endpoint once for any number of simultaneous requests', async () => {
    const { recent, callCount } = await aFleet(5_000);

    const snapshots = await Promise.all(Array.from({ length: 50 }, () => recent()));

    expect(new Set(snapshots.map(({ live }) => live))).toEqual(new Set([5_000]));
    expect(callCount()).toBe(5);
  });

  it('does not let an action wait for a scan that only the history recorder waits for', async () => {
    const { ec2, gateway, callCount } = await aFleet(5_000, 10);
    ec2.setFaults({ latencyMs: 100 });
    const recorded = gateway.snapshots.recent(endpoint, { ...lately, phase: 'ended', isBackground: true });
    await eventually('the first page', () => callCount() || undefined);

    const acted = await gateway.scan(endpoint);

    // One page of the recorder's scan, perhaps the next one, and the action's own.
    expect(callCount()).toBeLessThanOrEqual(2 + 6);
    expect(acted.live).toBe(5_000);
    expect(await recorded).toBe(acted);
    expect((await recorded).select(everyone, 'ended').length).toBe(10);
  });

  it('finishes the history recorder’s scan once someone else uses it', async () => {
    const { ec2, gateway, recent, callCount } = await aFleet(5_000);
    ec2.setFaults({ latencyMs: 50 });
    const recorded = gateway.snapshots.recent(endpoint, { ...lately, phase: 'ended', isBackground: true });
    const listed = recent();
    await eventually('the first page', () => callCount() || undefined);

    await gateway.scan(endpoint);

    expect(await listed).toBe(await recorded);
    expect(callCount()).toBe(10);
  });

  it('reuses a snapshot for fifteen seconds, and then scans again', async () => {
    const { ec2, recent, advance, callCount } = await aFleet(3);
    await recent();
    ec2.connect({ endpointId: endpoint.id, username: 'newcomer' });

    advance(14_999);
    expect((await recent()).live).toBe(3);
    expect(callCount()).toBe(1);

    advance(1);
    await recent();
    await recent();
    expect(callCount()).toBe(2);
    expect((await recent()).live).toBe(4);
  });

  it('does not treat a snapshot as new because the clock was set back', async () => {
    const { recent, advance, setClock, callCount } = await aFleet(3);
    await recent();

    setClock(-3_600_000);
    advance(15_000);
    await recent();

    expect(callCount()).toBe(2);
  });

  it('returns the old snapshot with its age while a new scan runs', async () => {
    const { ec2, recent, advance } = await aFleet(3);
    const first = await recent();
    ec2.connect({ endpointId: endpoint.id, username: 'newcomer' });
    advance(60_000);

    const stale = await recent({ age: 'lately', patienceMs: 0 });

    expect(stale).toMatchObject({ live: 3, asOf: first.asOf, progress: undefined, isRefreshing: true });
    await expect.poll(async () => (await recent()).isRefreshing).toBe(false);
  });

  it('asks EC2 for nothing to show again what someone has just seen, however old it is', async () => {
    const { recent, advance, callCount } = await aFleet(3);
    const first = await recent();
    advance(60_000);

    const again = await recent({ age: 'any', patienceMs: Number.POSITIVE_INFINITY });

    expect([again.asOf, again.isRefreshing, callCount()]).toEqual([first.asOf, false, 1]);
  });

  it('returns the latest response for one name, however old, to show it again', async () => {
    const { gateway, advance, callCount } = await aFleet(3);
    const { snapshots } = gateway;
    const filter = { by: 'username', usernames: ['nobody'] } as const;
    const first = await snapshots.connections(endpoint, filter);
    advance(60_000);

    expect(await snapshots.connections(endpoint, filter, 'any')).toBe(first);
    expect(callCount()).toBe(1);
    await snapshots.connections(endpoint, filter);
    expect(callCount()).toBe(2);
  });

  it('scans a small endpoint again for requests of the newest state', async () => {
    const { ec2, recent } = await aFleet(3);
    await recent();
    ec2.connect({ endpointId: endpoint.id, username: 'newcomer' });

    expect((await recent(newest)).live).toBe(4);
  });

  it('never scans a large endpoint more often than EC2’s request limit allows', async () => {
    const { recent, advance, callCount } = await aFleet(11_000);
    await recent();
    expect(callCount()).toBe(11);

    advance(999);
    await recent(newest);
    expect(callCount()).toBe(11);

    advance(1);
    await recent(newest);
    await expect.poll(callCount).toBe(22);
  });

  it('never treats a snapshot from before a termination as fresh', async () => {
    const { ec2, gateway, recent, advance } = await aFleet(3);
    const username = 'bob';
    ec2.connect({ endpointId: endpoint.id, username });
    await recent();

    advance(1_000);
    await gateway.terminate(endpoint, { by: 'username', username }, helga);
    advance(1);

    expect((await recent()).select({ kind: 'names', names: [username] }, 'live').length).toBe(0);
  });

  it('returns the part that was read when the wait ends, with the progress', async () => {
    const { ec2, recent } = await aFleet(5_000);
    ec2.setFaults({ latencyMs: 20 });

    const part = await recent({ age: 'lately', patienceMs: 1 });
    const whole = await recent();

    expect(part.progress?.about).toBeUndefined();
    expect(part.progress?.read).toBeGreaterThan(0);
    expect(part.progress?.read).toBeLessThan(5_000);
    expect(part.select(everyone, 'live').length).toBe(part.progress?.read);
    expect(whole).toMatchObject({ live: 5_000, progress: undefined });
    expect(ec2.calls()).toHaveLength(5);
  });

  it('returns all of an endpoint with a single page, however short the wait', async () => {
    const { ec2, recent } = await aFleet(900);
    ec2.setFaults({ latencyMs: 50 });

    const snapshot = await recent({ age: 'lately', patienceMs: 1 });

    expect(snapshot).toMatchObject({ live: 900, progress: undefined });
  });

  it('remembers the approximate count after the snapshot is dropped', async () => {
    const { ec2, recent, advance } = await aFleet(5_000);
    await recent();
    advance(5 * 60_000 + 1);
    ec2.setFaults({ latencyMs: 20 });

    const part = await recent({ age: 'lately', patienceMs: 1 });

    expect(part.progress).toMatchObject({ about: 5_000 });
  });

  it('keeps ended connections only when they are requested', async () => {
    const { recent, callCount } = await aFleet(3, 4);

    const live = await recent();
    const ended = await recent(lately, 'ended');

    expect(live.select(everyone, 'ended').length).toBe(0);
    expect(ended.select(everyone, 'ended').length).toBe(4);
    expect(callCount()).toBe(2);
    expect((await recent()).live).toBe(3);
    expect(callCount()).toBe(2);
  });

  it('scans again for an action whatever was read before, once for all actions that wait', async () => {
    const { ec2, gateway, recent, callCount } = await aFleet(2_500);
    await recent();
    ec2.connect({ endpointId: endpoint.id, username: 'newcomer' });
    const before = callCount();

    // The first begins at once; the others, who asked later, share the one after it.
    const reads = await Promise.all([1, 2, 3, 4].map(() => gateway.scan(endpoint)));

    expect(reads.map(({ live }) => live)).toEqual([2_501, 2_501, 2_501, 2_501]);
    expect(callCount() - before).toBe(6);
  });

  it('keeps one large snapshot in memory, and releases those that it replaced', async () => {
    const { recent, advance } = await aFleet(12_000);
    const replaced = new WeakRef(await recent());
    advance(15_000);

    await recent({ age: 'lately', patienceMs: 0 });

    await expect.poll(() => replaced.deref() === undefined, { timeout: 10_000 }).toBe(true);
  });

  it('returns an old snapshot with the reason why it is stale, and since when', async () => {
    const { ec2, recent, advance } = await aFleet(3);
    const { asOf } = await recent();
    ec2.setFaults({ denied: ['DescribeClientVpnConnections'] });
    const impatient: Freshness = { age: 'lately', patienceMs: 0 };

    advance(60_000);
    const since = new Date(asOf.getTime() + 60_000);
    const stale = { code: 'aws_denied', since };
    expect(await recent()).toMatchObject({ asOf, live: 3, stale, isRefreshing: false });
    advance(30_000);
    expect(await recent(impatient)).toMatchObject({ asOf, live: 3, stale });
    ec2.setFaults({});
    await expect.poll(async () => (await recent()).stale).toBeUndefined();
  });

  it('fails when there is no snapshot, and recovers with AWS', async () => {
    const { ec2, recent } = await aFleet(3);
    ec2.setFaults({ denied: ['DescribeClientVpnConnections'] });
    await expect(recent()).rejects.toMatchObject({ code: 'aws_denied' });

    ec2.setFaults({});
    expect((await recent()).live).toBe(3);
  });
});
