import {
  DescribeClientVpnEndpointsCommand,
  type DescribeClientVpnEndpointsCommandInput,
} from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import type { VpnEndpoint } from '../../../emulators/ec2/model/vpn-endpoint.ts';
import type { Ec2 } from '../../../emulators/ec2/start-ec2.ts';
import { clientFor, ec2ForTest, lab, prodEu } from './ec2-for-test.ts';

it('describes an endpoint', async () => {
  const ec2 = await ec2ForTest();

  const { ClientVpnEndpoints } = await describeEndpoints(ec2);

  expect(ClientVpnEndpoints).toMatchObject([
    {
      ClientVpnEndpointId: prodEu,
      Description: 'prod-eu',
      Status: { Code: 'available' },
      AuthenticationOptions: [{ Type: 'federated-authentication' }],
      ConnectionLogOptions: { Enabled: false },
      ClientConnectOptions: { Enabled: false },
      ClientCidrBlock: '10.0.0.0/12',
      SessionTimeoutHours: 24,
      TransportProtocol: 'udp',
    },
  ]);
});

it('lists the endpoints of the Region with their authentication', async () => {
  const ec2 = await ec2ForTest({
    endpoints: [...many(2), { id: lab, name: 'lab', region: 'us-east-1', authentication: 'certificate' }],
  });

  const { ClientVpnEndpoints } = await describeEndpoints(ec2, {}, 'us-east-1');

  expect(ClientVpnEndpoints).toMatchObject([
    { ClientVpnEndpointId: lab, AuthenticationOptions: [{ Type: 'certificate-authentication' }] },
  ]);
});

it('pages through seven endpoints in fives', async () => {
  const ec2 = await ec2ForTest({ endpoints: many(7) });

  const first = await describeEndpoints(ec2, { MaxResults: 5 });
  const second = await describeEndpoints(ec2, { MaxResults: 5, NextToken: first.NextToken });

  const ids = [...(first.ClientVpnEndpoints ?? []), ...(second.ClientVpnEndpoints ?? [])].map(
    ({ ClientVpnEndpointId }) => ClientVpnEndpointId,
  );
  expect(ids).toEqual(many(7).map(({ id }) => id));
  expect(second.NextToken).toBe('');
});

it('finds endpoints by id, and refuses an id that is not there', async () => {
  const ec2 = await ec2ForTest({ endpoints: many(3) });
  const [one, , three] = many(3).map(({ id }) => id);

  const found = await describeEndpoints(ec2, { ClientVpnEndpointIds: [`${one}`, `${three}`] });

  expect(found.ClientVpnEndpoints).toMatchObject([
    { ClientVpnEndpointId: one },
    { ClientVpnEndpointId: three },
  ]);
  await expect(describeEndpoints(ec2, { ClientVpnEndpointIds: [lab] })).rejects.toMatchObject({
    name: 'InvalidClientVpnEndpointId.NotFound',
  });
});

it('filters by endpoint-id and transport-protocol, and by nothing else', async () => {
  const ec2 = await ec2ForTest();

  const byId = await describeEndpoints(ec2, { Filters: [{ Name: 'endpoint-id', Values: [prodEu] }] });
  const byTcp = await describeEndpoints(ec2, { Filters: [{ Name: 'transport-protocol', Values: ['tcp'] }] });

  expect(byId.ClientVpnEndpoints).toHaveLength(1);
  expect(byTcp.ClientVpnEndpoints).toEqual([]);
  await expect(
    describeEndpoints(ec2, { Filters: [{ Name: 'tag:Name', Values: ['prod-eu'] }] }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

it('ends a dry run in DryRunOperation', async () => {
  const ec2 = await ec2ForTest();

  await expect(describeEndpoints(ec2, { DryRun: true })).rejects.toMatchObject({ name: 'DryRunOperation' });
});

it('shows an attached connect handler and a missing subnet', async () => {
  const connectHandlerArn = 'arn:aws:lambda:eu-west-1:111122223333:function:AWSClientVPN-guard';
  const guarded = many(1).map((endpoint) => ({ ...endpoint, connectHandlerArn }));
  const bare = many(2)
    .slice(1)
    .map((endpoint) => ({ ...endpoint, isAssociated: false }));
  const ec2 = await ec2ForTest({ endpoints: [...guarded, ...bare] });

  const { ClientVpnEndpoints } = await describeEndpoints(ec2);

  expect(ClientVpnEndpoints).toMatchObject([
    {
      ClientConnectOptions: {
        Enabled: true,
        LambdaFunctionArn: connectHandlerArn,
        Status: { Code: 'applied' },
      },
    },
    { ClientConnectOptions: { Enabled: false }, Status: { Code: 'pending-associate' } },
  ]);
});

it('shows when an endpoint loses its network and has one again', async () => {
  const ec2 = await ec2ForTest({ endpoints: many(1) });
  const id = many(1)[0]?.id ?? '';
  const status = async () => (await describeEndpoints(ec2)).ClientVpnEndpoints?.[0]?.Status?.Code;

  ec2.setAssociated(id, false);
  expect(await status()).toBe('pending-associate');
  ec2.setAssociated(id, true);

  expect(await status()).toBe('available');
});

it('dates its answers by its own clock', async () => {
  const ec2 = await ec2ForTest({ now: () => Date.parse('2026-11-20T12:00:00Z') });

  const { headers } = await fetch(ec2.url, { method: 'POST', body: 'Action=DescribeClientVpnEndpoints' });

  expect(headers.get('date')).toBe('Fri, 20 Nov 2026 12:00:00 GMT');
});

it('shows an endpoint of another account to that account alone', async () => {
  const ec2 = await ec2ForTest({
    endpoints: [
      { id: prodEu, name: 'a', region: 'eu-west-1', authentication: 'directory', accountId: '444455556666' },
    ],
  });

  expect((await describeEndpoints(ec2)).ClientVpnEndpoints).toEqual([]);
});

function many(count: number): readonly VpnEndpoint[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `cvpn-endpoint-0000000000000010${index}`,
    name: `vpn-${index}`,
    region: 'eu-west-1',
    authentication: 'federated',
  }));
}

async function describeEndpoints(
  ec2: Ec2,
  input: DescribeClientVpnEndpointsCommandInput = {},
  region = 'eu-west-1',
) {
  return clientFor(ec2, { region }).send(new DescribeClientVpnEndpointsCommand(input));
}
