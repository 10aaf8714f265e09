import {
  DescribeClientVpnConnectionsCommand,
  DescribeClientVpnEndpointsCommand,
  GetClientVpnEndpointAuthorizationPolicyCommand,
} from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import type { VpnEndpoint } from '../../../emulators/ec2/model/vpn-endpoint.ts';
import { clientFor, ec2ForTest, lab, minutes, prodEu, stoppedClock } from './ec2-for-test.ts';

const guarded: VpnEndpoint = {
  id: prodEu,
  name: 'prod-eu',
  region: 'eu-west-1',
  authentication: 'federated',
  trustProviders: ['crowdstrike', 'jamf'],
  authorizationPolicy: { document: 'permit(principal, action, resource);' },
};
const plain: VpnEndpoint = { id: lab, name: 'lab', region: 'eu-west-1', authentication: 'certificate' };

it('returns the authorization policy of an endpoint', async () => {
  const ec2 = await ec2ForTest({ endpoints: [guarded] });

  const answer = await clientFor(ec2).send(
    new GetClientVpnEndpointAuthorizationPolicyCommand({ ClientVpnEndpointId: prodEu }),
  );

  expect(answer).toMatchObject({
    ClientVpnEndpointId: prodEu,
    PolicyDocument: 'permit(principal, action, resource);',
    ShadowMode: 'disabled',
    Status: 'active',
  });
});

it('refuses an endpoint without a policy, an unknown one, and a dry run', async () => {
  const ec2 = await ec2ForTest({ endpoints: [guarded, plain] });
  const ask = (input: { ClientVpnEndpointId: string; DryRun?: boolean }) =>
    clientFor(ec2).send(new GetClientVpnEndpointAuthorizationPolicyCommand(input));

  await expect(ask({ ClientVpnEndpointId: lab })).rejects.toMatchObject({
    name: 'InvalidClientVpnEndpointAuthorizationPolicy.NotFound',
  });
  await expect(ask({ ClientVpnEndpointId: 'cvpn-endpoint-0' })).rejects.toMatchObject({
    name: 'InvalidClientVpnEndpointId.NotFound',
  });
  await expect(ask({ ClientVpnEndpointId: prodEu, DryRun: true })).rejects.toMatchObject({
    name: 'DryRunOperation',
  });
});

it('lists the trust providers of an endpoint, and no element without any', async () => {
  const ec2 = await ec2ForTest({ endpoints: [guarded, plain] });

  const { ClientVpnEndpoints } = await clientFor(ec2).send(new DescribeClientVpnEndpointsCommand());

  expect(ClientVpnEndpoints?.map(({ DevicePostureOptions }) => DevicePostureOptions)).toMatchObject([
    { TrustProviders: [{ TrustProviderType: 'crowdstrike' }, { TrustProviderType: 'jamf' }] },
    undefined,
  ]);
});

it('shows when the policy was last evaluated for each connection', async () => {
  const clock = stoppedClock('2026-11-20T12:00:00Z');
  const ec2 = await ec2ForTest({ endpoints: [guarded, plain], now: clock.now });
  ec2.connect({ endpointId: prodEu, username: 'bob' });
  ec2.connect({ endpointId: lab, commonName: 'bob-laptop' });
  clock.pass(12 * minutes);

  const times = await Promise.all(
    [prodEu, lab].map(async (ClientVpnEndpointId) => {
      const command = new DescribeClientVpnConnectionsCommand({ ClientVpnEndpointId });
      const { Connections } = await clientFor(ec2).send(command);
      return Connections?.map((row) => row.AuthorizationPolicyLastEvaluatedTime);
    }),
  );

  expect(times).toEqual([['2026-11-20 12:10:00'], [undefined]]);
});
