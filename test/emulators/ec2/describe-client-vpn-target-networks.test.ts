import { DescribeClientVpnTargetNetworksCommand } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { clientFor, ec2ForTest, lab, prodEu } from './ec2-for-test.ts';

const endpoint = { id: prodEu, name: 'prod-eu', region: 'eu-west-1', authentication: 'federated' } as const;

it('lists the networks of an endpoint, each by an id of its own', async () => {
  const ec2 = await ec2ForTest({ endpoints: [{ ...endpoint, networks: 3 }] });

  const { ClientVpnTargetNetworks: networks = [] } = await clientFor(ec2).send(
    new DescribeClientVpnTargetNetworksCommand({ ClientVpnEndpointId: prodEu }),
  );

  expect(networks).toMatchObject(
    Array.from({ length: 3 }, () => ({
      ClientVpnEndpointId: prodEu,
      SecurityGroups: [],
      Status: { Code: 'associated' },
      TargetNetworkId: expect.stringMatching(/^subnet-[0-9a-f]{17}$/),
    })),
  );
  expect(new Set(networks.map(({ AssociationId }) => AssociationId)).size).toBe(3);
});

it('lists none where none is associated, and refuses an unknown endpoint', async () => {
  const ec2 = await ec2ForTest({ endpoints: [{ ...endpoint, isAssociated: false }] });
  const ask = (id: string) =>
    clientFor(ec2).send(new DescribeClientVpnTargetNetworksCommand({ ClientVpnEndpointId: id }));

  expect((await ask(prodEu)).ClientVpnTargetNetworks).toEqual([]);
  await expect(ask(lab)).rejects.toMatchObject({ name: 'InvalidClientVpnEndpointId.NotFound' });
});
