import { describe, expect, it, vi } from 'vitest';
import type { AwsCall } from '../../src/aws/aws-call-observer.ts';
import { isLive } from '../../src/domain/connection.ts';
import {
  connectionIdOf,
  emulateAws,
  endpoint,
  endpointOf,
  helga,
  openGateway,
  readWhole,
} from './emulated-aws.ts';

const unknownEndpoint = endpointOf('cvpn-endpoint-0fedcba9876543210');

describe('Ec2VpnGateway, against the emulated EC2', () => {
  it('reads every page, one after the other, a thousand at a time', async () => {
    const ec2 = await emulateAws({ connections: 2_345, ended: 5 });

    const connections = await readWhole(openGateway().gateway, endpoint);

    expect(new Set(connections.map(({ id }) => id)).size).toBe(2_345);
    expect(connections.every(isLive)).toBe(true);
    expect(ec2.calls().map(({ parameters }) => parameters.MaxResults)).toEqual(['1000', '1000', '1000']);
  });

  it('reads every field of a connection that is asked for by its id', async () => {
    const policy = { authorizationPolicy: { document: 'permit(principal, action, resource);' } };
    const ec2 = await emulateAws({
      endpoints: [
        { id: endpoint.id, name: 'prod-eu', region: 'eu-west-1', authentication: 'federated', ...policy },
      ],
      heavyUsers: ['bob'],
    });
    const id = connectionIdOf(ec2.connect({ endpointId: endpoint.id, username: 'bob' }));

    const [connection] = await openGateway().gateway.connections(endpoint, { by: 'connection', ids: [id] });

    expect(connection).toMatchObject({ id, username: 'bob', status: { code: 'active' }, endedAt: undefined });
    expect(connection?.traffic.packetsSent).toBeGreaterThan(0n);
    expect(connection?.traffic.packetsReceived).toBeGreaterThan(0n);
    expect(connection?.policyEvaluatedAt).toEqual(connection?.establishedAt);
  });

  it('reads an endpoint without connections as an empty list', async () => {
    await emulateAws();

    expect(await readWhole(openGateway().gateway, endpoint)).toEqual([]);
  });

  it('reads an endpoint without a network as empty, and says so', async () => {
    const ec2 = await emulateAws({ connections: 3 });
    const id = connectionIdOf(ec2.connect({ endpointId: endpoint.id, username: 'bob' }));
    const { gateway } = openGateway();
    ec2.setAssociated(endpoint.id, false);

    const [scan, recent] = [
      await gateway.scan(endpoint),
      await gateway.snapshots.recent(endpoint, {
        phase: 'ended',
        age: 'newest',
        patienceMs: Number.POSITIVE_INFINITY,
      }),
    ];

    for (const snapshot of [scan, recent]) {
      expect(snapshot).toMatchObject({ live: 0, isUnassociated: true, stale: undefined });
      expect(snapshot.select({ kind: 'everyone' }, 'ended').length).toBe(0);
    }
    expect(await gateway.connections(endpoint, { by: 'username', usernames: ['bob'] })).toEqual([]);
    expect(await gateway.connections(endpoint, { by: 'connection', ids: [id] })).toEqual([]);
    expect(await gateway.terminate(endpoint, { by: 'connection', id }, helga)).toMatchObject({
      kind: 'already_gone',
    });
    expect(await gateway.rehearse(endpoint, 'connections')).toBe('allowed');
    expect(await gateway.rehearse(endpoint, 'terminate')).toBe('allowed');
  });

  it('reads an endpoint again that has regained a network', async () => {
    const ec2 = await emulateAws();
    const { gateway } = openGateway();
    ec2.setAssociated(endpoint.id, false);
    await gateway.scan(endpoint);

    ec2.setAssociated(endpoint.id, true);
    ec2.connect({ endpointId: endpoint.id, username: 'bob' });

    expect(await gateway.scan(endpoint)).toMatchObject({ live: 1, isUnassociated: false });
  });

  it("asks EC2 for one user's connections, and for one connection", async () => {
    const ec2 = await emulateAws({ connections: 50 });
    const id = ec2.connect({ endpointId: endpoint.id, username: 'CORP\\bob & co' });
    const { gateway } = openGateway();

    const byName = await gateway.connections(endpoint, { by: 'username', usernames: ['CORP\\bob & co'] });
    const byId = await gateway.connections(endpoint, { by: 'connection', ids: [connectionIdOf(id)] });

    expect(byName).toMatchObject([{ id, username: 'CORP\\bob & co' }]);
    expect(byId).toMatchObject([{ id, username: 'CORP\\bob & co' }]);
  });

  it('makes no call when the filter cannot match anything', async () => {
    const ec2 = await emulateAws({ connections: 5 });

    expect(await openGateway().gateway.connections(endpoint, { by: 'username', usernames: [] })).toEqual([]);
    expect(ec2.calls()).toEqual([]);
  });

  it.each([20 * 60_000, -20 * 60_000])(
    'ends one connection, once, though the clock here is wrong by %i ms',
    async (clockAheadMs) => {
      const ec2 = await emulateAws({ terminationMs: 60_000 });
      const id = connectionIdOf(ec2.connect({ endpointId: endpoint.id, username: 'bob' }));
      ec2.setFaults({ clockAheadMs });

      await openGateway().gateway.terminate(endpoint, { by: 'connection', id }, helga);

      expect(ec2.calls().map(({ error }) => error)).toEqual(['RequestExpired', null]);
    },
  );

  it('terminates one connection, and returns AWS’ answer', async () => {
    const ec2 = await emulateAws({ terminationMs: 60_000 });
    const id = connectionIdOf(ec2.connect({ endpointId: endpoint.id, username: 'bob' }));
    const { gateway } = openGateway();

    const answer = await gateway.terminate(endpoint, { by: 'connection', id }, helga);

    const [call] = ec2.calls();
    expect(answer).toMatchObject({
      kind: 'answered',
      requestId: call?.requestId,
      statuses: [{ id, previous: { code: 'active' }, current: { code: 'terminating' } }],
    });
    expect(call?.parameters).toEqual({ ClientVpnEndpointId: endpoint.id, ConnectionId: id });
  });

  it("terminates all of a user's connections in one call", async () => {
    const ec2 = await emulateAws();
    const ids = [1, 2, 3].map(() => ec2.connect({ endpointId: endpoint.id, username: 'bob' }));
    const { gateway } = openGateway();

    const answer = await gateway.terminate(endpoint, { by: 'username', username: 'bob' }, helga);

    expect(answer.kind === 'answered' && answer.statuses.map(({ id }) => id).toSorted()).toEqual(
      ids.toSorted(),
    );
    expect(ec2.calls().map(({ parameters }) => parameters)).toEqual([
      { ClientVpnEndpointId: endpoint.id, Username: 'bob' },
    ]);
  });

  it('sends no termination without a name', async () => {
    const ec2 = await emulateAws();
    const { gateway } = openGateway();

    const termination = gateway.terminate(endpoint, { by: 'username', username: '' }, helga);

    await expect(termination).rejects.toMatchObject({ code: 'unexpected' });
    expect(ec2.calls()).toEqual([]);
  });

  it('returns already_gone for a connection or a user that AWS does not know', async () => {
    const ec2 = await emulateAws();
    const { gateway } = openGateway();
    const id = connectionIdOf('cvpn-connection-0ffffffffffffffff');

    const byId = await gateway.terminate(endpoint, { by: 'connection', id }, helga);
    const byName = await gateway.terminate(endpoint, { by: 'username', username: 'nobody' }, helga);

    const [first, second] = ec2.calls();
    expect(byId).toEqual({ kind: 'already_gone', requestId: first?.requestId });
    expect(byName).toEqual({ kind: 'already_gone', requestId: second?.requestId });
  });

  it('fails when the user has more connections than AWS terminates at once', async () => {
    const ec2 = await emulateAws();
    for (let n = 0; n < 6; n += 1) ec2.connect({ endpointId: endpoint.id, username: 'bob' });
    const { gateway } = openGateway();

    const termination = gateway.terminate(endpoint, { by: 'username', username: 'bob' }, helga);

    await expect(termination).rejects.toMatchObject({ code: 'aws_too_many_at_once' });
  });

  it('fails as unknown for every call on an endpoint that AWS does not know', async () => {
    await emulateAws();
    const { gateway } = openGateway();
    const asked = [
      () => readWhole(gateway, unknownEndpoint),
      () => gateway.facts(unknownEndpoint),
      () => gateway.terminate(unknownEndpoint, { by: 'username', username: 'bob' }, helga),
    ];

    for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'aws_endpoint_unknown' });
  });

  it('reads how an endpoint authenticates', async () => {
    await emulateAws();

    const facts = await openGateway().gateway.facts(endpoint);

    expect(facts).toMatchObject({ status: 'available', authentication: ['federated'] });
  });

  it('reads the facts again only after five minutes', async () => {
    const ec2 = await emulateAws();
    const { gateway, advance } = openGateway();

    await gateway.facts(endpoint);
    advance(5 * 60_000 - 1);
    await gateway.facts(endpoint);
    expect(ec2.calls()).toHaveLength(1);

    advance(1);
    await gateway.facts(endpoint);
    expect(ec2.calls()).toHaveLength(2);
  });

  it('learns from a dry run whether AWS would allow a call, and changes nothing', async () => {
    const ec2 = await emulateAws();
    ec2.setFaults({ denied: ['TerminateClientVpnConnections'] });
    const { gateway } = openGateway();

    expect(await gateway.rehearse(endpoint, 'connections')).toBe('allowed');
    expect(await gateway.rehearse(endpoint, 'terminate')).toBe('denied');
    expect(ec2.calls().map(({ parameters }) => parameters.DryRun)).toEqual(['true', 'true']);
  });

  it('fails as denied when AWS denies the call itself', async () => {
    const ec2 = await emulateAws();
    ec2.setFaults({ denied: ['DescribeClientVpnConnections'] });

    await expect(readWhole(openGateway().gateway, endpoint)).rejects.toMatchObject({ code: 'aws_denied' });
  });

  it('fails as throttled after four attempts', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const ec2 = await emulateAws();
    const id = connectionIdOf(ec2.connect({ endpointId: endpoint.id, username: 'bob' }));
    ec2.setFaults({ throttling: 1 });
    const { gateway } = openGateway();

    await expect(readWhole(gateway, endpoint)).rejects.toMatchObject({ code: 'aws_throttled' });
    expect(ec2.calls()).toHaveLength(4);

    const termination = gateway.terminate(endpoint, { by: 'connection', id }, helga);
    await expect(termination).rejects.toMatchObject({ code: 'aws_throttled' });
    expect(ec2.calls()).toHaveLength(8);
    vi.restoreAllMocks();
  });

  it("never accepts a proxy's page as an answer", async () => {
    const ec2 = await emulateAws({ connections: 5 });
    ec2.setFaults({ proxyPages: 1 });
    const { gateway } = openGateway();

    await expect(readWhole(gateway, endpoint)).rejects.toMatchObject({ code: 'aws_unintelligible' });
    await expect(gateway.facts(endpoint)).rejects.toMatchObject({ code: 'aws_unintelligible' });
    await expect(
      gateway.terminate(endpoint, { by: 'username', username: 'bob' }, helga),
    ).rejects.toMatchObject({ code: 'aws_unanswered' });
    await expect(gateway.rehearse(endpoint, 'terminate')).rejects.toMatchObject({
      code: 'aws_unintelligible',
    });
  });

  it('reports every attempt to an observer', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const ec2 = await emulateAws();
    const calls: AwsCall[] = [];
    const { gateway } = openGateway({ onCall: (call) => calls.push(call) });

    await readWhole(gateway, endpoint);
    ec2.setFaults({ throttling: 1 });
    await gateway.facts(endpoint).catch(() => {});

    const answeredAt = expect.any(Date);
    const describe = {
      service: 'ec2',
      host: expect.stringContaining('127.0.0.1:'),
      region: 'eu-west-1',
      durationMs: 0,
      answeredAt,
    };
    const throttled = { ...describe, action: 'DescribeClientVpnEndpoints', outcome: 'RequestLimitExceeded' };
    expect(calls).toEqual([
      { ...describe, action: 'DescribeClientVpnConnections', outcome: 'ok' },
      ...[1, 2, 3, 4].map(() => throttled),
    ]);
    vi.restoreAllMocks();
  });
});
