import { beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { startSocketBot } from './bolt-bots.ts';
import { eventually, personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

interface Frame {
  readonly type: string;
  readonly envelope_id?: string;
  readonly reason?: string;
  readonly num_connections?: number;
  readonly connection_info?: { readonly app_id: string };
  readonly accepts_response_payload?: boolean;
}

interface RawSocket {
  readonly socket: WebSocket;
  readonly frames: Frame[];
}

let slack: Slack;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  slack = await startSlack({
    limits: { pingEveryMs: 30, disconnectGraceMs: 200, socketConnections: 2 },
  });
  return async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await slack.stop();
  };
});

describe('a connection', () => {
  test('is greeted, and pinged from then on', async () => {
    const { socket, frames } = await connect();
    let pings = 0;
    socket.on('ping', () => {
      pings += 1;
    });

    await eventually(() => pings >= 2 || undefined);
    expect(frames[0]).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: 'A0BOUNCER' },
    });
  });

  test('takes an address that works once', async () => {
    const { url = '' } = await webClient(slack, slack.appToken).apps.connections.open({});
    const first = new WebSocket(url);
    sockets.push(first);
    await new Promise((resolve) => first.once('open', resolve));

    const second = new WebSocket(url);
    const status = await new Promise((resolve) => {
      second.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      second.once('error', () => {});
    });

    expect(status).toBe(401);
  });

  test('beyond the limit is refused', async () => {
    await connect();
    await connect();

    const { frames } = await connect();

    expect(frames[0]).toEqual({ type: 'disconnect', reason: 'too_many_websockets' });
    expect(slack.control.connections()).toBe(2);
  });

  test('makes the bot online, and its end makes it offline', async () => {
    const helga = personClient(slack.url, 'U0HELGA');
    const { socket } = await connect();
    expect((await helga.snapshot()).bot.isOnline).toBe(true);

    socket.close();

    await helga.waitFor(({ bot }) => (bot.isOnline ? undefined : true));
  });
});

describe('an envelope', () => {
  test('goes to one connection, and to each in turn', async () => {
    const [one, two] = [await connect(), await connect()];

    await command();
    await command();

    await eventually(() => (envelopes(one).length === 1 && envelopes(two).length === 1) || undefined);
  });

  test('says whether an answer is read: of a command it is, of a click it is not', async () => {
    const raw = await connect();
    await command();
    const { ts = '' } = await webClient(slack).chat.postMessage({
      channel: 'C0HELPDESK',
      text: 'x',
      blocks: [
        {
          type: 'actions',
          block_id: 'row',
          elements: [{ type: 'button', action_id: 'end', text: { type: 'plain_text', text: 'End' } }],
        },
      ],
    });

    await personClient(slack.url, 'U0HELGA').act({
      on: { kind: 'message', channel: 'C0HELPDESK', ts },
      blockId: 'row',
      actionId: 'end',
    });

    await eventually(() => envelopes(raw).length === 2 || undefined);
    expect(envelopes(raw)).toMatchObject([
      { type: 'slash_commands', accepts_response_payload: true },
      { type: 'interactive', accepts_response_payload: false },
    ]);
  });

  test('is settled by its own acknowledgement only', async () => {
    const { socket, frames } = await connect();
    await command();
    const envelope = await eventually(() => frames.find(({ envelope_id }) => envelope_id));

    socket.send(JSON.stringify({ envelope_id: 'another', payload: {} }));
    socket.send('not even JSON');
    socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload: {} }));

    await eventually(() => slack.control.deliveries()[0]?.outcome === 'acknowledged' || undefined);
  });

  test('is settled over the connection that it came over only', async () => {
    const [one, two] = [await connect(), await connect()];
    await command();
    const envelope = await eventually(() => envelopes(one)[0] ?? envelopes(two)[0]);
    const answer = JSON.stringify({ envelope_id: envelope.envelope_id, payload: {} });
    const [right, wrong] = envelopes(one).length === 1 ? [one, two] : [two, one];

    wrong.socket.send(answer);
    // Pings are answered in turn, so what was sent before is read by then.
    const read = new Promise((resolve) => wrong.socket.once('pong', resolve));
    wrong.socket.ping();
    await read;
    expect(slack.control.deliveries()[0]?.outcome).toBe('pending');
    right.socket.send(answer);

    await eventually(() => slack.control.deliveries()[0]?.outcome === 'acknowledged' || undefined);
  });

  test('can be sent a second time under the same id', async () => {
    const raw = await connect();
    await command();

    expect(slack.control.redeliver(1)).toBe(true);
    expect(slack.control.redeliver(99)).toBe(false);

    await eventually(() => envelopes(raw).length === 2 || undefined);
    expect(envelopes(raw)[1]).toEqual(envelopes(raw)[0]);
  });
});

describe('a disconnect', () => {
  test.each(['warning', 'refresh_requested'] as const)(
    'for %s is announced, then carried out',
    async (reason) => {
      const { socket, frames } = await connect();
      const closed = new Promise((resolve) => socket.once('close', resolve));

      expect(slack.control.disconnectSockets(reason)).toBe(1);

      await eventually(() => frames.find((frame) => frame.type === 'disconnect' && frame.reason === reason));
      await closed;
    },
  );

  test('for link_disabled closes at once, and a dropped one says nothing', async () => {
    const one = await connect();
    const closed = new Promise((resolve) => one.socket.once('close', resolve));
    slack.control.disconnectSockets('link_disabled');
    // 1005 is a close in order; a connection that is cut after the grace ends with 1006.
    expect(await closed).toBe(1005);
    expect(one.frames.at(-1)).toMatchObject({ type: 'disconnect', reason: 'link_disabled' });

    const two = await connect();
    slack.control.disconnectSockets('drop');
    await eventually(() => two.socket.readyState === WebSocket.CLOSED || undefined);
    expect(two.frames.map(({ type }) => type)).toEqual(['hello']);
  });

  test('ends as many connections as ordered, the oldest first', async () => {
    const [one, two] = [await connect(), await connect()];

    expect(slack.control.disconnectSockets('reset', 1)).toBe(1);

    await eventually(() => one.socket.readyState === WebSocket.CLOSED || undefined);
    expect(two.socket.readyState).toBe(WebSocket.OPEN);
    expect(slack.control.connections()).toBe(1);
  });

  test('hanging, it neither pings nor delivers, and Slack goes on sending there for a while', async () => {
    const { socket, frames } = await connect();
    const closed = new Promise((resolve) => socket.once('close', resolve));

    slack.control.disconnectSockets('hang');
    await command();

    expect(slack.control.connections()).toBe(0);
    expect(slack.control.deliveries()[0]?.outcome).toBe('pending');
    await closed;
    expect(frames.map(({ type }) => type)).toEqual(['hello']);
  });

  test('leaves the connection under it open for a while after the close handshake', async () => {
    const { socket } = await connect();
    const closed = new Promise((resolve) => socket.once('close', resolve));

    socket.close();
    await eventually(() => slack.control.connections() === 0 || undefined);

    expect(socket.readyState).toBe(WebSocket.CLOSING);
    await closed;
  });

  test('is survived by a real Bolt app, which connects again', async () => {
    const heard: string[] = [];
    const bot = await startSocketBot(slack, (app) => {
      app.command('/vpn', async ({ ack, command: { text } }) => {
        heard.push(text);
        await ack();
      });
    });

    slack.control.disconnectSockets('refresh_requested');
    await eventually(() => slack.control.connections() === 0 || undefined);
    await eventually(() => slack.control.connections() === 1 || undefined);
    await command();

    await eventually(() => heard.length === 1 || undefined);
    await bot.stop();
  });
});

async function connect(): Promise<RawSocket> {
  const { url = '' } = await webClient(slack, slack.appToken).apps.connections.open({});
  const socket = new WebSocket(url);
  sockets.push(socket);
  const frames: Frame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())));
  await eventually(() => frames.length > 0 || undefined);
  return { socket, frames };
}

function envelopes({ frames }: RawSocket): readonly Frame[] {
  return frames.filter(({ envelope_id }) => envelope_id !== undefined);
}

async function command(): Promise<void> {
  await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', '/vpn who');
}
