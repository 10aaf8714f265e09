import { describe, expect, it, vi } from 'vitest';
import type { AwsCall } from '../../src/aws/aws-call-observer.ts';
import { Ec2Clients } from '../../src/aws/ec2-clients.ts';
import { emulateAws, endpoint, endpointOf, helga, openGateway, readWhole } from './emulated-aws.ts';
import { sendXml, standInForAws } from './loopback-server.ts';

const roleArn = 'arn:aws:iam::222233334444:role/bouncer';
const elsewhere = endpointOf(endpoint.id, { region: 'us-east-1', roleArn });

describe('Ec2Clients', () => {
  it('lets AWS record who asked for an act, and the bot for a read, where it assumes a role', async () => {
    const ec2 = await emulateAws({
      endpoints: [{ id: elsewhere.id, name: 'lab', region: 'us-east-1', authentication: 'federated' }],
    });
    ec2.connect({ endpointId: elsewhere.id, username: 'bob' });
    const { gateway } = openGateway();

    await readWhole(gateway, elsewhere);
    await gateway.terminate(elsewhere, { by: 'username', username: 'bob' }, helga);

    const [assumed, read, assumedForHelga, act] = ec2.calls();
    expect(assumed?.parameters).toMatchObject({
      RoleArn: roleArn,
      RoleSessionName: 'bouncer',
      ExternalId: endpoint.id,
    });
    expect(read?.caller).toMatch(/assumed-role\/bouncer\/bouncer$/);
    expect(assumedForHelga?.parameters).toMatchObject({ RoleSessionName: 'bouncer-U0HELGA' });
    expect(act?.caller).toMatch(/assumed-role\/bouncer\/bouncer-U0HELGA$/);
    expect(new Set(ec2.calls().map(({ region }) => region))).toEqual(new Set(['us-east-1']));
  });

  it('assumes a role once for many calls', async () => {
    const ec2 = await emulateAws();
    const here = endpointOf(endpoint.id, { roleArn: 'arn:aws:iam::111122223333:role/bouncer' });
    const { gateway } = openGateway();

    await readWhole(gateway, here);
    await readWhole(gateway, here);
    await gateway.facts(here);

    expect(ec2.calls().filter(({ action }) => action === 'AssumeRole')).toHaveLength(1);
  });

  it('fails as denied, and ends nothing, when the role may not be assumed', async () => {
    const ec2 = await emulateAws();
    ec2.setFaults({ denied: ['AssumeRole'] });
    const { gateway } = openGateway();

    await expect(readWhole(gateway, elsewhere)).rejects.toMatchObject({ code: 'aws_denied' });
    await expect(
      gateway.terminate(elsewhere, { by: 'username', username: 'bob' }, helga),
    ).rejects.toMatchObject({ code: 'aws_denied' });
    expect(new Set(ec2.calls().map(({ action }) => action))).toEqual(new Set(['AssumeRole']));
  });

  it('names the person in the user agent, whether or not there is a role', async () => {
    const calls = await standInForAws((response) =>
      sendXml(response, 'TerminateClientVpnConnections', '<connectionStatuses/>'),
    );
    const { gateway } = openGateway();

    await gateway.terminate(endpoint, { by: 'username', username: 'bob' }, helga);

    expect(calls[0]?.headers['user-agent']).toContain('bouncer/bouncer-U0HELGA');
  });

  it('tells the observer of roles that are assumed, each time', async () => {
    await emulateAws();
    const here = endpointOf(endpoint.id, { roleArn: 'arn:aws:iam::111122223333:role/bouncer' });
    const calls: AwsCall[] = [];
    const onCall = (call: AwsCall) => calls.push(call);
    const clock = { now: () => new Date(0), elapsedMs: () => 0, sleep: async () => {} };
    const client = new Ec2Clients({ clock, random: () => 0, onCall }).toRead(here);

    await client.config.credentials();
    await client.config.credentials({ forceRefresh: true });

    const assumed = {
      service: 'sts',
      action: 'AssumeRole',
      region: 'eu-west-1',
      durationMs: 0,
      outcome: 'ok',
      answeredAt: expect.any(Date),
    };
    expect(calls).toEqual([assumed, assumed]);
  });

  it('goes where AWS_ENDPOINT_URL_EC2 points, and elsewhere for its role', async () => {
    const ec2 = await emulateAws();
    const sts = await emulateAws();
    vi.stubEnv('AWS_ENDPOINT_URL_EC2', ec2.url);
    const here = endpointOf(endpoint.id, { roleArn: 'arn:aws:iam::111122223333:role/bouncer' });

    await readWhole(openGateway().gateway, here);

    expect(ec2.calls().map(({ service }) => service)).toEqual(['ec2']);
    expect(sts.calls().map(({ service }) => service)).toEqual(['sts']);
  });

  it('keeps one client for each Region, role and person, and forgets who has not acted for long', () => {
    const clients = openClients();
    const reader = clients.toRead(endpoint);
    const helgas = clients.toAct(endpoint, helga);

    expect(clients.toRead(endpoint)).toBe(reader);
    expect(clients.toAct(endpoint, helga)).toBe(helgas);
    expect(clients.toAct(elsewhere, helga)).not.toBe(helgas);

    for (let n = 0; n < 150; n += 1) {
      clients.toAct(endpoint, { ...helga, id: `U${n}` });
      clients.toRead(endpoint);
    }
    expect(clients.toRead(endpoint)).toBe(reader);
    expect(clients.toAct(endpoint, helga)).not.toBe(helgas);
  });
});

function openClients(): Ec2Clients {
  return new Ec2Clients({
    clock: { now: () => new Date(0), elapsedMs: () => 0, sleep: async () => {} },
    random: () => 0,
  });
}
