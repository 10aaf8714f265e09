import {
  DescribeClientVpnConnectionsCommand,
  TerminateClientVpnConnectionsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { ControlEvent } from '../../../emulators/ec2/control/control-protocol.ts';
import type { Ec2 } from '../../../emulators/ec2/start-ec2.ts';
import { clientFor, credentials, ec2ForTest, lab, prodEu, stoppedClock } from './ec2-for-test.ts';

describe('/_emulator/fleet', () => {
  it('shows endpoints with their live counts, connections latest first, and the faults', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now });
    const bob = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    const anna = ec2.connect({ endpointId: prodEu, username: 'anna@example.com' });

    const fleet = await (await fetch(`${ec2.url}/_emulator/fleet`)).json();

    expect(fleet).toMatchObject({
      now: '2026-11-20T12:00:00.000Z',
      endpoints: [
        { id: prodEu, name: 'prod-eu', region: 'eu-west-1', authentication: 'federated', live: 2 },
        { id: lab, live: 0 },
      ],
      connections: [
        { id: anna, endpointId: prodEu, username: 'anna@example.com', status: 'active', endedAt: null },
        { id: bob, bytesSent: expect.stringMatching(/^\d+$/) },
      ],
      faults: {},
    });
  });

  it('shows 1,000 connections of each endpoint at most', async () => {
    const ec2 = await ec2ForTest({ connections: 1001 });

    const { connections, endpoints } = ec2.fleet();

    expect(connections).toHaveLength(2000);
    expect(endpoints.map(({ live }) => live)).toEqual([1001, 1001]);
  });
});

describe('/_emulator/connect', () => {
  it('opens a connection', async () => {
    const ec2 = await ec2ForTest();

    const { status, answer } = await post(ec2, 'connect', {
      endpointId: prodEu,
      username: 'bob@example.com',
    });

    expect(status).toBe(200);
    expect(answer).toEqual({ connectionId: ec2.fleet().connections[0]?.id });
  });

  it.each([
    ['an unknown endpoint', { endpointId: 'cvpn-endpoint-0', username: 'bob@example.com' }],
    ['no user name where there are user names', { endpointId: prodEu, commonName: 'bob-laptop' }],
    ['no common name where there are certificates', { endpointId: lab, username: 'bob@example.com' }],
    ['a field that it does not know', { endpointId: prodEu, username: 'bob@example.com', since: 'noon' }],
    ['no object', 'bob'],
  ])('refuses %s with a sentence', async (_, body) => {
    const ec2 = await ec2ForTest();

    const { status, answer } = await post(ec2, 'connect', body);

    expect(status).toBe(400);
    expect(answer).toEqual({ error: expect.stringMatching(/\.$/) });
  });
});

describe('/_emulator/faults', () => {
  it('replaces the current faults and answers them', async () => {
    const ec2 = await ec2ForTest();
    ec2.setFaults({ latencyMs: 1 });

    const { answer } = await post(ec2, 'faults', { throttling: 0.25 });

    expect(answer).toEqual({ throttling: 0.25 });
    expect(ec2.fleet().faults).toEqual({ throttling: 0.25 });
  });

  it.each([{ throttling: 2 }, { denied: 'all' }, { latencyMs: -1 }, { fog: true }, 'rain'])(
    'refuses %j with a sentence',
    async (faults) => {
      const ec2 = await ec2ForTest();

      const { status, answer } = await post(ec2, 'faults', faults);

      expect(status).toBe(400);
      expect(answer).toEqual({ error: expect.stringMatching(/\.$/) });
    },
  );
});

describe('/_emulator/calls', () => {
  it('lists each AWS call with its outcome', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now });
    const answer = await clientFor(ec2).send(
      new DescribeClientVpnConnectionsCommand({ ClientVpnEndpointId: prodEu, MaxResults: 7 }),
    );

    const calls = await (await fetch(`${ec2.url}/_emulator/calls`)).json();

    expect(calls).toEqual([
      {
        number: 1,
        at: '2026-11-20T12:00:00.000Z',
        service: 'ec2',
        action: 'DescribeClientVpnConnections',
        region: 'eu-west-1',
        caller: credentials.accessKeyId,
        endpointId: prodEu,
        parameters: { ClientVpnEndpointId: prodEu, MaxResults: '7' },
        status: 200,
        error: null,
        durationMs: 0,
        requestId: answer.$metadata.requestId,
      },
    ]);
  });

  it('lists calls after a number, of the latest 1,000', async () => {
    const ec2 = await ec2ForTest();
    for (let round = 0; round < 1002; round++) await fetch(ec2.url, { method: 'POST' });

    const latest = await (await fetch(`${ec2.url}/_emulator/calls?after=1001`)).json();

    expect(latest).toMatchObject([{ number: 1002 }]);
    expect(ec2.calls()).toHaveLength(1000);
    expect(ec2.calls()[0]).toMatchObject({ number: 3 });
  });
});

describe('/_emulator/stream', () => {
  it('streams connections, endpoints, calls, faults, and removed rows', async () => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 0 });
    const stream = await openStream(ec2);

    const ConnectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
    await clientFor(ec2).send(
      new TerminateClientVpnConnectionsCommand({ ClientVpnEndpointId: prodEu, ConnectionId }),
    );
    ec2.setFaults({ throttling: 0 });
    clock.pass(3_600_000);
    ec2.fleet();

    const events = await stream.until(({ kind }) => kind === 'gone');
    expect(events.map(summary)).toEqual([
      'connection active',
      'endpoint 1 live',
      'connection terminating',
      'call TerminateClientVpnConnections',
      'faults',
      'connection terminated',
      'endpoint 0 live',
      `gone ${ConnectionId}`,
    ]);
  });
});

describe('pages of other origins', () => {
  it.each(['http://127.0.0.1:4600', 'http://localhost:5173'])('allows %s', async (origin) => {
    const ec2 = await ec2ForTest();

    const response = await fetch(`${ec2.url}/_emulator/fleet`, { headers: { origin } });

    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  });

  it.each(['https://evil.example', 'http://localhost.evil.example', 'null'])('rejects %s', async (origin) => {
    const ec2 = await ec2ForTest();

    const response = await fetch(`${ec2.url}/_emulator/faults`, {
      method: 'POST',
      headers: { origin },
      body: '{"throttling":1}',
    });

    expect(response.status).toBe(403);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(ec2.fleet().faults).toEqual({});
  });

  it('answers a preflight', async () => {
    const ec2 = await ec2ForTest();

    const response = await fetch(`${ec2.url}/_emulator/faults`, {
      method: 'OPTIONS',
      headers: { origin: 'http://127.0.0.1:4600' },
    });

    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
  });
});

async function post(ec2: Ec2, path: string, body: unknown) {
  const response = await fetch(`${ec2.url}/_emulator/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}

function summary(event: ControlEvent): string {
  switch (event.kind) {
    case 'connection':
      return `connection ${event.connection.status}`;
    case 'endpoint':
      return `endpoint ${event.endpoint.live} live`;
    case 'call':
      return `call ${event.call.action}`;
    case 'gone':
      return `gone ${event.connectionId}`;
    case 'faults':
      return 'faults';
    case 'denied':
      return `denied ${event.denied.name}`;
  }
}

/** The events from now on, up to and including the first that `isAwaited`. */
async function openStream(ec2: Ec2) {
  const { body } = await fetch(`${ec2.url}/_emulator/stream`);
  const chunks = body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  return {
    async until(isAwaited: (event: ControlEvent) => boolean): Promise<readonly ControlEvent[]> {
      let text = '';
      for (;;) {
        const events = text
          .split('\n\n')
          .slice(0, -1)
          .map((event): ControlEvent => JSON.parse(event.replace(/^data: /, '')));
        if (events.some(isAwaited)) return events;
        const chunk = await chunks?.next();
        if (chunk?.value === undefined) throw new Error('The stream ended.');
        text += chunk.value;
      }
    },
  };
}
