import { expect, it } from 'vitest';
import type { VpnEndpoint } from '../../emulators/ec2/model/vpn-endpoint.ts';
import { emulateAws, endpoint, openGateway } from './emulated-aws.ts';
import { sendError, sendXml, standInForAws } from './loopback-server.ts';

const emulated: VpnEndpoint = {
  id: endpoint.id,
  name: 'prod-eu',
  region: 'eu-west-1',
  authentication: 'federated',
};
const document = 'permit(principal, action, resource);';

it('reads the policy of an endpoint, and when it was last evaluated', async () => {
  let now = Date.parse('2026-11-20T12:00:00Z');
  const ec2 = await emulateAws({
    endpoints: [{ ...emulated, authorizationPolicy: { document } }],
    now: () => now,
  });
  ec2.connect({ endpointId: endpoint.id, username: 'bob' });
  now += 3 * 60_000;
  ec2.connect({ endpointId: endpoint.id, username: 'anna' });
  now += 11 * 60_000;

  expect(await openGateway().gateway.authorizationPolicy(endpoint)).toEqual({
    kind: 'attached',
    status: 'active',
    isEnforced: true,
    lastEvaluatedAt: new Date('2026-11-20T12:13:00Z'),
  });
});

it('reads a policy in shadow mode before anyone has connected', async () => {
  const authorizationPolicy = { document, isShadow: true, status: 'updating' } as const;
  await emulateAws({ endpoints: [{ ...emulated, authorizationPolicy }] });

  expect(await openGateway().gateway.authorizationPolicy(endpoint)).toEqual({
    kind: 'attached',
    status: 'updating',
    isEnforced: false,
    lastEvaluatedAt: undefined,
  });
});

it('reads the policy if the connections may not be read', async () => {
  const ec2 = await emulateAws({ endpoints: [{ ...emulated, authorizationPolicy: { document } }] });
  ec2.setFaults({ denied: ['DescribeClientVpnConnections'] });

  const policy = await openGateway().gateway.authorizationPolicy(endpoint);

  expect(policy).toMatchObject({ kind: 'attached', lastEvaluatedAt: undefined });
});

it('reads a policy once a minute for any number of requests', async () => {
  const ec2 = await emulateAws({ endpoints: [{ ...emulated, authorizationPolicy: { document } }] });
  const { gateway, advance } = openGateway();
  const asked = () => ec2.calls().filter(({ action }) => action.startsWith('Get')).length;

  await gateway.authorizationPolicy(endpoint);
  advance(59_000);
  await gateway.authorizationPolicy(endpoint);
  expect(asked()).toBe(1);
  advance(2_000);
  await gateway.authorizationPolicy(endpoint);

  expect(asked()).toBe(2);
});

it('shares an answer with all who ask at the same time, and keeps a denial for some seconds', async () => {
  const ec2 = await emulateAws({ endpoints: [emulated] });
  ec2.setFaults({ denied: ['GetClientVpnEndpointAuthorizationPolicy'] });
  const { gateway } = openGateway();
  const ask = () => gateway.authorizationPolicy(endpoint);

  const answers = await Promise.allSettled([ask(), ask()]);
  await expect(ask()).rejects.toMatchObject({ code: 'aws_denied' });

  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(ec2.calls().filter(({ action }) => action.startsWith('Get'))).toHaveLength(1);
});

it('reads that there is no policy from either answer of AWS', async () => {
  const none = { kind: 'none' };
  await emulateAws({ endpoints: [emulated] });
  expect(await openGateway().gateway.authorizationPolicy(endpoint)).toEqual(none);

  await standInForAws((response, { form }) =>
    sendXml(response, form.get('Action') ?? '', `<clientVpnEndpointId>${endpoint.id}</clientVpnEndpointId>`),
  );
  expect(await openGateway().gateway.authorizationPolicy(endpoint)).toEqual(none);
});

it('reads neither a denial, nor an unknown endpoint, nor a proxy’s page as an endpoint without a policy', async () => {
  const ec2 = await emulateAws({ endpoints: [emulated] });
  ec2.setFaults({ denied: ['GetClientVpnEndpointAuthorizationPolicy'] });
  await expect(openGateway().gateway.authorizationPolicy(endpoint)).rejects.toMatchObject({
    code: 'aws_denied',
  });

  ec2.setFaults({ proxyPages: 1 });
  await expect(openGateway().gateway.authorizationPolicy(endpoint)).rejects.toMatchObject({
    code: 'aws_unintelligible',
  });

  await standInForAws((response) => sendError(response, 400, 'InvalidClientVpnEndpointId.NotFound'));
  await expect(openGateway().gateway.authorizationPolicy(endpoint)).rejects.toMatchObject({
    code: 'aws_endpoint_unknown',
  });
});

it('reads the trust providers of devices', async () => {
  await emulateAws({ endpoints: [{ ...emulated, trustProviders: ['crowdstrike', 'jumpcloud'] }] });

  expect(await openGateway().gateway.facts(endpoint)).toMatchObject({
    trustProviders: ['crowdstrike', 'jumpcloud'],
  });
});
