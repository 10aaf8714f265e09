import {
  type ClientVpnConnection,
  DescribeClientVpnConnectionsCommand,
  type DescribeClientVpnConnectionsCommandInput,
  paginateDescribeClientVpnConnections,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Ec2 } from '../../../emulators/ec2/start-ec2.ts';
import { clientFor, ec2ForTest, lab, minutes, prodEu, seconds, stoppedClock } from './ec2-for-test.ts';

describe('a page of connections', () => {
  it('has every field of an active row in the format of the AWS CLI example', async () => {
    const clock = stoppedClock('2026-11-20T07:57:14Z');
    const ec2 = await ec2ForTest({ now: clock.now });
    const connectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    clock.pass(80 * seconds);

    const { Connections } = await describeConnections(ec2);

    expect(Connections).toEqual([
      {
        ClientVpnEndpointId: prodEu,
        Timestamp: '2026-11-20 07:58:34',
        ConnectionId: connectionId,
        Username: 'bob@example.com',
        ConnectionEstablishedTime: '2026-11-20 07:57:14',
        IngressBytes: expect.stringMatching(/^\d+$/),
        EgressBytes: expect.stringMatching(/^\d+$/),
        IngressPackets: expect.stringMatching(/^\d+$/),
        EgressPackets: expect.stringMatching(/^\d+$/),
        ClientIp: '10.0.0.2',
        CommonName: 'bob@example.com',
        Status: { Code: 'active', Message: '' },
        ConnectionEndTime: '-',
        PostureComplianceStatuses: [],
      },
    ]);
    expect(connectionId).toMatch(/^cvpn-connection-[0-9a-f]{17}$/);
  });

  it('has no user name where clients authenticate with certificates', async () => {
    const ec2 = await ec2ForTest();
    ec2.connect({ endpointId: lab, commonName: 'client1.domain.tld' });

    const { Connections } = await describeConnections(ec2, { ClientVpnEndpointId: lab }, 'us-east-1');

    expect(Connections?.[0]).toMatchObject({ CommonName: 'client1.domain.tld' });
    expect(Connections?.[0]).not.toHaveProperty('Username');
  });

  it('carries names through XML unharmed', async () => {
    const ec2 = await ec2ForTest();
    const names = ['<!channel> & "co"', 'zoë 😀', '\u202egnp.exe', 'tab\tand\r\nline', ''];
    for (const username of names) ec2.connect({ endpointId: prodEu, username });

    const { Connections } = await describeConnections(ec2);

    expect(Connections?.map(({ Username }) => Username)).toEqual(names);
  });

  it('cuts a SAML name at 255 characters', async () => {
    const ec2 = await ec2ForTest();
    ec2.connect({ endpointId: prodEu, username: 'n'.repeat(300) });

    const { Connections } = await describeConnections(ec2);

    expect(Connections?.[0]?.Username).toHaveLength(255);
  });

  it('counts a heavy user beyond 2^53, exactly', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ heavyUsers: ['bob@example.com'], now: clock.now });
    ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });

    const { Connections } = await describeConnections(ec2);

    expect(Connections?.[0]?.IngressBytes).toBe(`${2n ** 53n + 1n + 2951n}`);
  });

  it('shows growing traffic once the sample is old', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, samplingMs: 10 * seconds });
    ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    const [first] = await rows(ec2);
    clock.pass(9 * seconds);
    const [kept] = await rows(ec2);
    clock.pass(1 * seconds);
    const [later] = await rows(ec2);

    expect(kept).toEqual(first);
    expect(Number(later?.EgressBytes)).toBeGreaterThan(Number(first?.EgressBytes));
    expect(later?.Timestamp).toBe('2026-11-20 12:00:10');
  });

  it('keeps its time and traffic once it has ended', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, connections: 0, ended: 1 });
    const [ended] = await rows(ec2);
    clock.pass(1 * minutes);

    const [later] = await rows(ec2);

    expect(ended?.Timestamp).toBe(ended?.ConnectionEndTime);
    expect(later).toEqual(ended);
  });

  it('shows a change at once, however fresh the sample', async () => {
    const ec2 = await ec2ForTest({ samplingMs: 60 * minutes });
    ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    await rows(ec2);

    ec2.connect({ endpointId: prodEu, username: 'anna@example.com' });

    expect((await rows(ec2)).map(({ Username }) => Username)).toEqual([
      'bob@example.com',
      'anna@example.com',
    ]);
  });

  it('is an empty list, not an absent one, where no one is connected', async () => {
    const ec2 = await ec2ForTest();

    const { Connections, NextToken } = await describeConnections(ec2);

    expect(Connections).toEqual([]);
    expect(NextToken).toBe('');
  });
});

describe('paging', () => {
  it('lists everyone once, in pages of the size asked for', async () => {
    const ec2 = await ec2ForTest({ connections: 23, ended: 2 });
    const sizes: number[] = [];
    const ids = new Set<string | undefined>();

    const pages = paginateDescribeClientVpnConnections(
      { client: clientFor(ec2), pageSize: 10 },
      { ClientVpnEndpointId: prodEu },
    );
    for await (const { Connections = [] } of pages) {
      sizes.push(Connections.length);
      for (const { ConnectionId } of Connections) ids.add(ConnectionId);
    }

    expect(sizes).toEqual([10, 10, 5]);
    expect(ids.size).toBe(25);
  });

  it('ends with a full page where the last one is full', async () => {
    const ec2 = await ec2ForTest({ connections: 5 });

    const { Connections, NextToken } = await describeConnections(ec2, { MaxResults: 5 });

    expect(Connections).toHaveLength(5);
    expect(NextToken).toBe('');
  });

  it('gives some clients an IPv6 address, and some a posture', async () => {
    const ec2 = await ec2ForTest({ connections: 100 });

    const { Connections = [] } = await describeConnections(ec2);

    expect(Connections.filter(({ ClientIpv6Address }) => ClientIpv6Address?.startsWith('fd00:'))).not.toEqual(
      [],
    );
    expect(
      Connections.filter(({ PostureComplianceStatuses }) => PostureComplianceStatuses?.length),
    ).not.toEqual([]);
  });

  it('holds 1,000 rows a page where no size is asked for', async () => {
    const ec2 = await ec2ForTest({ connections: 1001 });

    const { Connections, NextToken } = await describeConnections(ec2);

    expect(Connections).toHaveLength(1000);
    expect(NextToken).not.toBe('');
  });

  it('neither skips nor repeats a row when clients connect and disconnect between pages', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 0 });
    const before = Array.from({ length: 10 }, (_, index) =>
      ec2.connect({ endpointId: prodEu, username: `user${index}@example.com` }),
    );
    const first = await describeConnections(ec2, { MaxResults: 5 });
    const client = ec2.connect({ endpointId: prodEu, username: 'late@example.com' });

    const second = await describeConnections(ec2, { MaxResults: 1000, NextToken: first.NextToken });

    const ids = [...(first.Connections ?? []), ...(second.Connections ?? [])].map(
      ({ ConnectionId }) => ConnectionId,
    );
    expect(ids).toEqual([...before, client]);
  });

  it('refuses a token that it did not give, or gave for another list', async () => {
    const ec2 = await ec2ForTest({ connections: 20 });
    const { NextToken } = await describeConnections(ec2, { MaxResults: 5 });
    const bob = [{ Name: 'username', Values: ['bob@example.com'] }];

    await expect(describeConnections(ec2, { NextToken: 'bm9uc2Vuc2U=' })).rejects.toMatchObject({
      name: 'InvalidPaginationToken',
    });
    await expect(describeConnections(ec2, { NextToken, Filters: bob })).rejects.toMatchObject({
      name: 'InvalidPaginationToken',
    });
  });

  it.each([0, 4, 1001])('refuses a page of %i', async (MaxResults) => {
    const ec2 = await ec2ForTest();

    await expect(describeConnections(ec2, { MaxResults })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('filters', () => {
  it('find by user name and by connection id, values OR-ed and filters AND-ed', async () => {
    const ec2 = await ec2ForTest();
    const bob = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    const anna = ec2.connect({ endpointId: prodEu, username: 'anna@example.com' });
    ec2.connect({ endpointId: prodEu, username: 'joanna@example.com' });
    const byName = { Name: 'username', Values: ['anna@example.com', 'bob@example.com'] };
    const byId = { Name: 'connection-id', Values: [anna] };

    expect(await idsMatching(ec2, [byName])).toEqual([bob, anna]);
    expect(await idsMatching(ec2, [byId])).toEqual([anna]);
    expect(await idsMatching(ec2, [byName, byId])).toEqual([anna]);
    expect(await idsMatching(ec2, [{ Name: 'connection-id', Values: [bob] }, byId])).toEqual([]);
  });

  it('mind case, and find no part of a name', async () => {
    const ec2 = await ec2ForTest();
    ec2.connect({ endpointId: prodEu, username: 'joanna@example.com' });

    expect(await idsMatching(ec2, [{ Name: 'username', Values: ['Joanna@example.com'] }])).toEqual([]);
    expect(await idsMatching(ec2, [{ Name: 'username', Values: ['anna@example.com'] }])).toEqual([]);
  });

  it('page too', async () => {
    const ec2 = await ec2ForTest();
    const ids = Array.from({ length: 7 }, () =>
      ec2.connect({ endpointId: prodEu, username: 'bob@example.com' }),
    );
    const Filters = [{ Name: 'username', Values: ['bob@example.com'] }];

    const first = await describeConnections(ec2, { Filters, MaxResults: 5 });
    const second = await describeConnections(ec2, { Filters, MaxResults: 5, NextToken: first.NextToken });

    expect(second.Connections?.map(({ ConnectionId }) => ConnectionId)).toEqual(ids.slice(5));
    expect(second.NextToken).toBe('');
  });

  it.each(['status', 'Username', 'common-name'])('refuse the name %s', async (Name) => {
    const ec2 = await ec2ForTest();

    await expect(idsMatching(ec2, [{ Name, Values: ['x'] }])).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('take 200 values and not one more', async () => {
    const ec2 = await ec2ForTest();
    const values = (count: number): string[] => Array.from({ length: count }, (_, index) => `user${index}`);

    expect(await idsMatching(ec2, [{ Name: 'username', Values: values(200) }])).toEqual([]);
    await expect(idsMatching(ec2, [{ Name: 'username', Values: values(201) }])).rejects.toMatchObject({
      name: 'FilterLimitExceeded',
    });
  });
});

describe('refusals', () => {
  it('an endpoint exists in its own Region alone', async () => {
    const ec2 = await ec2ForTest();

    await expect(describeConnections(ec2, {}, 'us-east-1')).rejects.toMatchObject({
      name: 'InvalidClientVpnEndpointId.NotFound',
      message: `Endpoint ${prodEu} does not exist`,
    });
  });

  it('an endpoint without a network cannot be listed', async () => {
    const ec2 = await ec2ForTest({
      endpoints: [
        { id: prodEu, name: 'new', region: 'eu-west-1', authentication: 'federated', isAssociated: false },
      ],
    });

    await expect(describeConnections(ec2)).rejects.toMatchObject({
      name: 'InvalidClientVpnActiveAssociationNotFound',
    });
  });

  it('losing the network ends all connections of an endpoint; they are listed once it has one again', async () => {
    const ec2 = await ec2ForTest({ connections: 2 });

    ec2.setAssociated(prodEu, false);
    await expect(describeConnections(ec2)).rejects.toMatchObject({
      name: 'InvalidClientVpnActiveAssociationNotFound',
    });
    expect(() => ec2.connect({ endpointId: prodEu, username: 'bob' })).toThrow('No network');
    ec2.setAssociated(prodEu, true);

    expect((await rows(ec2)).map(({ Status }) => Status?.Code)).toEqual(['terminated', 'terminated']);
    expect(ec2.connect({ endpointId: prodEu, username: 'bob' })).toMatch(/^cvpn-connection-/);
  });

  it('a dry run ends in DryRunOperation', async () => {
    const ec2 = await ec2ForTest();

    await expect(describeConnections(ec2, { DryRun: true })).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
  });

  it('a missing endpoint id is named', async () => {
    const ec2 = await ec2ForTest();

    await expect(describeConnections(ec2, { ClientVpnEndpointId: undefined })).rejects.toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter ClientVpnEndpointId',
    });
  });
});

async function describeConnections(
  ec2: Ec2,
  input: Partial<DescribeClientVpnConnectionsCommandInput> = {},
  region = 'eu-west-1',
) {
  return clientFor(ec2, { region }).send(
    new DescribeClientVpnConnectionsCommand({ ClientVpnEndpointId: prodEu, ...input }),
  );
}

async function rows(ec2: Ec2): Promise<readonly ClientVpnConnection[]> {
  return (await describeConnections(ec2)).Connections ?? [];
}

async function idsMatching(
  ec2: Ec2,
  Filters: { Name: string; Values: string[] }[],
): Promise<readonly (string | undefined)[]> {
  const { Connections = [] } = await describeConnections(ec2, { Filters });
  return Connections.map(({ ConnectionId }) => ConnectionId);
}
