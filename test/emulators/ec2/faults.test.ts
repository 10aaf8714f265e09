import {
  DescribeClientVpnConnectionsCommand,
  DescribeClientVpnEndpointsCommand,
  TerminateClientVpnConnectionsCommand,
} from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { clientFor, ec2ForTest, prodEu } from './ec2-for-test.ts';

const describeConnections = new DescribeClientVpnConnectionsCommand({ ClientVpnEndpointId: prodEu });

it('throttles the given share of calls evenly, so that SDKs which retry get through', async () => {
  const ec2 = await ec2ForTest();
  ec2.setFaults({ throttling: 0.5 });

  for (let call = 0; call < 3; call += 1) await clientFor(ec2, { maxAttempts: 2 }).send(describeConnections);
  expect(ec2.calls().map(({ error }) => error)).toEqual([
    null,
    'RequestLimitExceeded',
    null,
    'RequestLimitExceeded',
    null,
  ]);
  ec2.setFaults({ throttling: 1 });

  await expect(clientFor(ec2).send(describeConnections)).rejects.toMatchObject({
    name: 'RequestLimitExceeded',
    $metadata: { httpStatusCode: 503 },
  });
});

it('takes one Region down and leaves the others', async () => {
  const ec2 = await ec2ForTest();
  ec2.setFaults({ regionsDown: ['eu-west-1'] });

  await expect(clientFor(ec2).send(describeConnections)).rejects.toMatchObject({
    name: 'Unavailable',
    $metadata: { httpStatusCode: 503 },
  });
  await clientFor(ec2, { region: 'us-east-1' }).send(new DescribeClientVpnEndpointsCommand({}));
});

it('denies an action and its dry runs, and terminates nothing', async () => {
  const ec2 = await ec2ForTest();
  const ConnectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
  ec2.setFaults({ denied: ['TerminateClientVpnConnections'] });
  const terminate = { ClientVpnEndpointId: prodEu, ConnectionId };

  for (const DryRun of [true, false]) {
    await expect(
      clientFor(ec2).send(new TerminateClientVpnConnectionsCommand({ ...terminate, DryRun })),
    ).rejects.toMatchObject({ name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } });
  }

  expect(ec2.fleet().connections).toMatchObject([{ status: 'active' }]);
  await clientFor(ec2).send(describeConnections);
});

it('answers a proxy’s page, which the SDK takes for a success without connections', async () => {
  const ec2 = await ec2ForTest({ connections: 3 });
  ec2.setFaults({ proxyPages: 1 });

  const { Connections } = await clientFor(ec2).send(describeConnections);

  expect(Connections).toBeUndefined();
});

it('refuses what was signed by a clock that is wrong, which SDKs set right by the answer', async () => {
  const ec2 = await ec2ForTest();
  ec2.setFaults({ clockAheadMs: 20 * 60_000 });

  await expect(clientFor(ec2).send(describeConnections)).rejects.toMatchObject({ name: 'RequestExpired' });
  await clientFor(ec2, { maxAttempts: 2 }).send(describeConnections);
});

it('delays every answer but not the call’s effect: a lost answer may belong to a termination', async () => {
  const ec2 = await ec2ForTest();
  const ConnectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
  ec2.setFaults({ latencyMs: 60_000 });
  const abort = new AbortController();

  const answer = clientFor(ec2).send(
    new TerminateClientVpnConnectionsCommand({ ClientVpnEndpointId: prodEu, ConnectionId }),
    { abortSignal: abort.signal },
  );
  await expect.poll(() => ec2.fleet().connections[0]?.status).toBe('terminating');
  abort.abort();

  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
});
