import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { AwsCall } from '../../src/aws/aws-call-observer.ts';
import { Ec2Clients, refusedRetries, roleSessionNameOf } from '../../src/aws/ec2-clients.ts';
import { emulateAws, endpoint, endpointOf, helga, openGateway, readWhole } from './emulated-aws.ts';
import { sendXml, standInForAws } from './loopback-server.ts';

const roleArn = 'arn:aws:iam::222233334444:role/bouncer';
const elsewhere = endpointOf(endpoint.id, { region: 'us-east-1', roleArn });

describe('Ec2Clients', () => {
  it('names the actor in the role session for actions, and the bot for reads', async () => {
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

  it('fails as denied, and terminates nothing, when the role may not be assumed', async () => {
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

  it('reports each assumed role to the observer', async () => {
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
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      action: 'AssumeRole',
      region: 'eu-west-1',
      durationMs: 0,
      outcome: 'ok',
      answeredAt: expect.any(Date),
    };
    expect(calls).toEqual([assumed, assumed]);
  });

  it('uses AWS_ENDPOINT_URL_EC2 for EC2, and not for STS', async () => {
    const ec2 = await emulateAws();
    const sts = await emulateAws();
    vi.stubEnv('AWS_ENDPOINT_URL_EC2', ec2.url);
    const here = endpointOf(endpoint.id, { roleArn: 'arn:aws:iam::111122223333:role/bouncer' });

    await readWhole(openGateway().gateway, here);

    expect(ec2.calls().map(({ service }) => service)).toEqual(['ec2']);
    expect(sts.calls().map(({ service }) => service)).toEqual(['sts']);
  });

  it('keeps one client for each Region, role and person, and drops the least recently used', () => {
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

describe('roleSessionNameOf', () => {
  it('names the person by the id that Slack gave them', () => {
    expect(roleSessionNameOf(helga)).toBe('bouncer-U0HELGA');
  });

  it('is valid for AWS with any id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 100, size: 'max' }), (id) => {
        expect(roleSessionNameOf({ id })).toMatch(/^[\w+=,.@-]{2,64}$/);
      }),
    );
  });
});

describe('refusedRetries', () => {
  it('retries a throttled call until its attempts are used up', async () => {
    const strategy = refusedRetries(3, () => 0);
    const first = await strategy.acquireInitialRetryToken('');

    const second = await strategy.refreshRetryTokenForRetry(first, { errorType: 'THROTTLING' });
    const third = await strategy.refreshRetryTokenForRetry(second, { errorType: 'THROTTLING' });

    await expect(strategy.refreshRetryTokenForRetry(third, { errorType: 'THROTTLING' })).rejects.toThrow();
  });

  it.each(['TRANSIENT', 'SERVER_ERROR', 'CLIENT_ERROR'] as const)(
    'never repeats after %s',
    async (errorType) => {
      const strategy = refusedRetries(3, () => 0);
      const first = await strategy.acquireInitialRetryToken('');

      await expect(strategy.refreshRetryTokenForRetry(first, { errorType })).rejects.toThrow();
    },
  );

  it('retries at once what AWS refused for a wrong clock, once the SDK knows the right time', async () => {
    const strategy = refusedRetries(3, () => 0.999);
    const first = await strategy.acquireInitialRetryToken('');

    const second = await strategy.refreshRetryTokenForRetry(first, transient('RequestExpired', true));

    expect(second.getRetryDelay()).toBe(0);
  });

  it.each([
    ['expired credentials, whatever the time', 'RequestExpired', false],
    ['an error that came with another time on it', 'InternalError', true],
  ])('never repeats after %s', async (_, name, isClockSetRight) => {
    const strategy = refusedRetries(3, () => 0);
    const first = await strategy.acquireInitialRetryToken('');

    const again = strategy.refreshRetryTokenForRetry(first, transient(name, isClockSetRight));

    await expect(again).rejects.toThrow();
  });

  it('pauses at random below 1, 2 and 4 seconds', async () => {
    const strategy = refusedRetries(4, () => 0.999);
    const pauses: number[] = [];

    let token = await strategy.acquireInitialRetryToken('');
    for (let retry = 1; retry < 4; retry += 1) {
      token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
      pauses.push(token.getRetryDelay());
    }

    expect(pauses).toEqual([999, 1998, 3996]);
  });
});

function transient(name: string, isClockSetRight: boolean) {
  const $metadata = isClockSetRight ? ({ clockSkewCorrected: true } as const) : {};
  return { error: { name, message: 'in words', $metadata }, errorType: 'TRANSIENT' } as const;
}
