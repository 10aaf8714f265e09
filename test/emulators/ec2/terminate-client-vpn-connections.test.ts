import {
  DescribeClientVpnConnectionsCommand,
  TerminateClientVpnConnectionsCommand,
  type TerminateClientVpnConnectionsCommandInput,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Ec2 } from '../../../emulators/ec2/start-ec2.ts';
import { clientFor, ec2ForTest, lab, minutes, prodEu, seconds, stoppedClock } from './ec2-for-test.ts';

describe('one connection', () => {
  it('goes from active over terminating to terminated', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 3 * seconds });
    const ConnectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });

    const answer = await terminate(ec2, { ConnectionId });

    expect(answer).toMatchObject({
      ClientVpnEndpointId: prodEu,
      ConnectionStatuses: [
        { ConnectionId, PreviousStatus: { Code: 'active' }, CurrentStatus: { Code: 'terminating' } },
      ],
      $metadata: { requestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/) },
    });
    expect(answer).not.toHaveProperty('Username');
    expect(await statuses(ec2)).toEqual(['terminating -']);
    clock.pass(5 * seconds);
    expect(await statuses(ec2)).toEqual(['terminated 2026-11-20 12:00:03']);
  });

  it('is listed for 60 minutes after its end, and then unknown', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 0 });
    const ConnectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    ec2.connect({ endpointId: prodEu, username: 'anna@example.com' });
    await terminate(ec2, { ConnectionId });

    clock.pass(60 * minutes - 1);
    expect(await statuses(ec2)).toEqual(['terminated 2026-11-20 12:00:00', 'active -']);
    clock.pass(1);
    expect(await statuses(ec2)).toEqual(['active -']);
    await expect(terminate(ec2, { ConnectionId })).rejects.toMatchObject({
      name: 'InvalidClientVpnConnection.IdNotFound',
    });
  });

  it('can be terminated again without ending later', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 3 * seconds });
    const ConnectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    await terminate(ec2, { ConnectionId });
    clock.pass(2 * seconds);

    const meanwhile = await terminate(ec2, { ConnectionId });
    clock.pass(1 * seconds);
    const afterwards = await terminate(ec2, { ConnectionId });

    expect(meanwhile.ConnectionStatuses).toMatchObject([
      { PreviousStatus: { Code: 'terminating' }, CurrentStatus: { Code: 'terminating' } },
    ]);
    expect(afterwards.ConnectionStatuses).toMatchObject([
      { PreviousStatus: { Code: 'terminated' }, CurrentStatus: { Code: 'terminated' } },
    ]);
    expect(await statuses(ec2)).toEqual(['terminated 2026-11-20 12:00:03']);
  });

  it('of another endpoint is unknown', async () => {
    const ec2 = await ec2ForTest();
    const ConnectionId = ec2.connect({ endpointId: lab, commonName: 'client1.domain.tld' });

    await expect(terminate(ec2, { ConnectionId })).rejects.toMatchObject({
      name: 'InvalidClientVpnConnection.IdNotFound',
    });
  });

  it('stays as failed-to-terminate when its termination fails, and can be terminated again', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 3 * seconds });
    const ConnectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    ec2.setFaults({ failedTerminations: 1 });
    await terminate(ec2, { ConnectionId });
    clock.pass(3 * seconds);

    expect(await statuses(ec2)).toEqual(['failed-to-terminate -']);
    ec2.setFaults({});
    const again = await terminate(ec2, { ConnectionId });
    clock.pass(3 * seconds);

    expect(again.ConnectionStatuses).toMatchObject([
      {
        PreviousStatus: { Code: 'failed-to-terminate', Message: expect.any(String) },
        CurrentStatus: { Code: 'terminating' },
      },
    ]);
    expect(await statuses(ec2)).toEqual(['terminated 2026-11-20 12:00:06']);
  });
});

describe('all connections of a user', () => {
  it('end together, five at most', async () => {
    const ec2 = await ec2ForTest();
    const ids = connectTimes(ec2, 5);
    ec2.connect({ endpointId: prodEu, username: 'anna@example.com' });

    const answer = await terminate(ec2, { Username: 'bob@example.com' });

    expect(answer.Username).toBe('bob@example.com');
    expect(answer.ConnectionStatuses?.map(({ ConnectionId }) => ConnectionId)).toEqual(ids);
    expect(await statuses(ec2)).toEqual([...ids.map(() => 'terminating -'), 'active -']);
  });

  it('are refused together when there are six, and none ends', async () => {
    const ec2 = await ec2ForTest();
    connectTimes(ec2, 6);

    await expect(terminate(ec2, { Username: 'bob@example.com' })).rejects.toMatchObject({
      name: 'ClientVpnTerminateConnectionsLimitExceeded',
    });
    expect(new Set(await statuses(ec2))).toEqual(new Set(['active -']));
  });

  it('do not include those that have ended', async () => {
    const ec2 = await ec2ForTest({ terminationMs: 0 });
    for (const ConnectionId of connectTimes(ec2, 4)) await terminate(ec2, { ConnectionId });
    const live = connectTimes(ec2, 2);

    const { ConnectionStatuses } = await terminate(ec2, { Username: 'bob@example.com' });

    expect(ConnectionStatuses?.map(({ ConnectionId }) => ConnectionId)).toEqual(live);
  });

  it('are unknown when the user is not connected or written in another case', async () => {
    const ec2 = await ec2ForTest({ terminationMs: 0 });
    const [ConnectionId] = connectTimes(ec2, 1);

    await expect(terminate(ec2, { Username: 'Bob@example.com' })).rejects.toMatchObject({
      name: 'InvalidClientVpnConnection.UserNotFound',
    });
    await terminate(ec2, { ConnectionId });
    await expect(terminate(ec2, { Username: 'bob@example.com' })).rejects.toMatchObject({
      name: 'InvalidClientVpnConnection.UserNotFound',
    });
  });
});

describe('refusals', () => {
  it('neither a connection nor a user name is a missing parameter, and ends nothing', async () => {
    const ec2 = await ec2ForTest();
    connectTimes(ec2, 1);

    await expect(terminate(ec2, {})).rejects.toMatchObject({ name: 'MissingParameter' });
    expect(await statuses(ec2)).toEqual(['active -']);
  });

  it('both at once do not go together', async () => {
    const ec2 = await ec2ForTest();
    const [ConnectionId] = connectTimes(ec2, 1);

    await expect(terminate(ec2, { ConnectionId, Username: 'bob@example.com' })).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
    });
  });

  it('a dry run ends nothing', async () => {
    const ec2 = await ec2ForTest();
    const [ConnectionId] = connectTimes(ec2, 1);

    await expect(terminate(ec2, { ConnectionId, DryRun: true })).rejects.toMatchObject({
      name: 'DryRunOperation',
    });
    expect(await statuses(ec2)).toEqual(['active -']);
  });

  it('an unknown endpoint is not found', async () => {
    const ec2 = await ec2ForTest();

    await expect(
      terminate(ec2, { ClientVpnEndpointId: 'cvpn-endpoint-0ffffffffffffffff', Username: 'bob@example.com' }),
    ).rejects.toMatchObject({ name: 'InvalidClientVpnEndpointId.NotFound' });
  });
});

describe('a terminated certificate client', () => {
  it('reconnects with a new connection where that is configured', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 2 * seconds, reconnectMs: 5 * seconds });
    const ConnectionId = ec2.connect({ endpointId: lab, commonName: 'bob-laptop.example.com' });

    await terminate(ec2, { ClientVpnEndpointId: lab, ConnectionId }, 'us-east-1');
    clock.pass(10 * seconds);

    const [back, gone] = ec2.fleet().connections;
    expect(gone).toMatchObject({
      id: ConnectionId,
      status: 'terminated',
      endedAt: '2026-11-20T12:00:02.000Z',
    });
    expect(back).toMatchObject({ status: 'active', establishedAt: '2026-11-20T12:00:07.000Z' });
    expect(back?.id).not.toBe(ConnectionId);
  });

  it('is the only kind that reconnects: users with a user name must sign in again', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 0, reconnectMs: 5 * seconds });
    const ConnectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });

    await terminate(ec2, { ConnectionId });
    clock.pass(10 * minutes);

    expect(ec2.fleet().connections).toHaveLength(1);
  });

  it('does not reconnect otherwise', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now });
    const ConnectionId = ec2.connect({ endpointId: lab, commonName: 'bob-laptop.example.com' });

    await terminate(ec2, { ClientVpnEndpointId: lab, ConnectionId }, 'us-east-1');
    clock.pass(10 * minutes);

    expect(ec2.fleet().connections).toHaveLength(1);
  });
});

function connectTimes(ec2: Ec2, count: number): readonly string[] {
  return Array.from({ length: count }, () =>
    ec2.connect({ endpointId: prodEu, username: 'bob@example.com' }),
  );
}

async function terminate(
  ec2: Ec2,
  input: Partial<TerminateClientVpnConnectionsCommandInput>,
  region = 'eu-west-1',
) {
  return clientFor(ec2, { region }).send(
    new TerminateClientVpnConnectionsCommand({ ClientVpnEndpointId: prodEu, ...input }),
  );
}

/** Code and end time of every row of `prod-eu`, as Describe shows them. */
async function statuses(ec2: Ec2): Promise<readonly string[]> {
  const { Connections = [] } = await clientFor(ec2).send(
    new DescribeClientVpnConnectionsCommand({ ClientVpnEndpointId: prodEu }),
  );
  return Connections.map(({ Status, ConnectionEndTime }) => `${Status?.Code} ${ConnectionEndTime}`);
}
