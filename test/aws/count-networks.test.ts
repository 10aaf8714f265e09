import { expect, it } from 'vitest';
import { countNetworks } from '../../src/aws/count-networks.ts';
import { endpointId } from '../builders/ids.ts';
import { clientFor, ec2ForTest, prodEu } from '../emulators/ec2/ec2-for-test.ts';
import { emulateAws, endpoint as emulated, openGateway } from './emulated-aws.ts';

const endpoint = { id: prodEu, name: 'prod-eu', region: 'eu-west-1', authentication: 'federated' } as const;
const options = () => ({ abortSignal: AbortSignal.timeout(10_000) });

it('counts the associated networks of an endpoint', async () => {
  const ec2 = await ec2ForTest({ endpoints: [{ ...endpoint, networks: 4 }] });

  expect(await countNetworks(clientFor(ec2), endpointId(prodEu), options())).toBe(4);
});

it('fails with a code of its own for an endpoint that is not there', async () => {
  const ec2 = await ec2ForTest({ endpoints: [] });

  await expect(countNetworks(clientFor(ec2), endpointId(prodEu), options())).rejects.toMatchObject({
    code: 'aws_endpoint_unknown',
  });
});

it.each([
  { title: 'a count for five minutes', denied: [], status: 'fulfilled', keptMs: 5 * 60_000 },
  {
    title: 'a denial for ten seconds',
    denied: ['DescribeClientVpnTargetNetworks'],
    status: 'rejected',
    keptMs: 10_000,
  },
])('asks once for any number of charts, and keeps $title', async ({ denied, status, keptMs }) => {
  const ec2 = await emulateAws();
  ec2.setFaults({ denied });
  const { gateway, advance } = openGateway();
  const ask = () => gateway.networks(emulated);

  const shared = await Promise.allSettled([ask(), ask()]);
  advance(keptMs - 1);
  const later = await Promise.allSettled([ask()]);
  expect([...shared, ...later].map((answer) => answer.status)).toEqual([status, status, status]);
  expect(ec2.calls()).toHaveLength(1);

  advance(1);
  await Promise.allSettled([ask()]);
  expect(ec2.calls()).toHaveLength(2);
});
