import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../emulators/ec2/model/random.ts';
import type { Envelope } from '../../../emulators/slack/delivery/delivery.ts';
import { signatureOf } from '../../../emulators/slack/delivery/signed-http.ts';
import { tellsOfTermination } from '../../e2e/support/outcomes.ts';
import { secretsIn } from '../../e2e/support/secrets-in.ts';
import { submitKick } from '../../e2e/support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from '../../e2e/support/test-workspace.ts';
import { forgedFrom, formOf, nonsense } from './hostile-requests.ts';

/** FUZZ_SEED repeats a run that failed; FUZZ_REQUESTS makes it longer. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const requestsEach = Number(process.env.FUZZ_REQUESTS ?? 10_000) / 2;
const atOnce = 50;
/** A leak of some kilobytes for each request would end the process; without a bound, garbage is left lying about. */
const boundedHeap = '--max-old-space-size=128';
/** What a flood may cost for good, beside that heap. */
const maxGrowthBytes = 200 * 1024 * 1024;

describe.each(['http', 'socket'] as const)(
  `a flood of malformed, forged and replayed requests over %s (FUZZ_SEED=${seed})`,
  (transport) => {
    const random = createRandom(seed);
    let workspace: TestWorkspace;
    let genuine: readonly Envelope[];
    let memoryBefore: number;
    let statuses: ReadonlyMap<string, ReadonlySet<number>>;

    beforeAll(
      async () => {
        workspace = await openTestWorkspace({ transport, environment: { NODE_OPTIONS: boundedHeap } });
        const [session = ''] = workspace.connect('prod-eu', 'bob@example.com', 2);
        const helga = workspace.as('helga');
        const list = await helga.in('helpdesk').asks('/vpn who');
        await helga.presses(list, ({ actionId }) => actionId === 'terminate');
        await helga.submits(await helga.modal(), { reason: 'the one that was meant' });
        await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));
        expect(workspace.terminations()).toHaveLength(1);
        expect(session).not.toBe('');

        genuine = workspace.slack.control.deliveries().map(({ envelope }) => envelope);
        memoryBefore = await residentBytes();
        statuses = transport === 'http' ? await floodHttp() : await floodSocket();
      },
      600_000 + requestsEach * 60,
    );
    afterAll(() => workspace?.close());

    it('terminates nothing that no one requested', () => {
      expect(workspace.terminations()).toHaveLength(1);
    });

    it('gets 401 wherever the signature is not Slack’s', () => {
      const seen = statuses.get('unsigned');

      expect([...(seen ?? [401])]).toEqual([401]);
    });

    it('leaves the same process alive and working, with bounded memory', async () => {
      expect(workspace.bot().log()).not.toContain('unhandled failure');
      expect((await residentBytes()) - memoryBefore).toBeLessThan(maxGrowthBytes);

      const [session = ''] = workspace.connect('prod-us', 'ada@example.com');
      await submitKick(workspace.as('helga'), 'helpdesk', session);
      await workspace
        .as('helga')
        .in('audit')
        .sees('the end', ({ text }) => tellsOfTermination(text) && text.includes('ada@example.com'));
      expect(workspace.terminations(session)).toHaveLength(1);
    });

    it('writes no token, secret or response_url to the log', () => {
      expect(secretsIn(workspace.bot().log(), workspace)).toEqual([]);
    });

    async function floodHttp(): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
      const seen = new Map<string, Set<number>>();
      for (let sent = 0; sent < requestsEach; sent += atOnce) {
        const posts = Array.from({ length: atOnce }, async () => {
          const isSigned = random.chance(0.5);
          const status = await post(body(), isSigned);
          const kind = isSigned ? 'signed' : 'unsigned';
          seen.set(kind, (seen.get(kind) ?? new Set()).add(status));
        });
        await Promise.all(posts);
      }
      return seen;
    }

    async function floodSocket(): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
      for (let sent = 0; sent < requestsEach; sent += atOnce) {
        for (let index = 0; index < atOnce; index += 1) workspace.slack.control.sendFrame(frame());
        // An answer shows that the bot has read what came before.
        await fetch(`${workspace.bot().address}/healthz`);
      }
      return new Map();
    }

    function body(): string {
      if (random.chance(0.3)) return nonsense(random);
      const envelope = anyGenuine();
      return formOf(envelope.kind, isReplay() ? json(envelope.payload) : forgedFrom(envelope, random));
    }

    function frame(): string {
      if (random.chance(0.3)) return nonsense(random);
      const { kind, payload } = anyGenuine();
      const isAgain = isReplay();
      const forged = isAgain ? payload : forgedFrom(anyGenuine(), random);
      return JSON.stringify({ envelope_id: random.uuid(), type: kind, payload: forged });
    }

    function isReplay(): boolean {
      return random.chance(0.2);
    }

    function anyGenuine(): Envelope {
      const envelope = genuine[random.below(genuine.length)];
      if (envelope === undefined) throw new Error('Slack has sent nothing yet.');
      return envelope;
    }

    async function post(text: string, isSigned: boolean): Promise<number> {
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const secret = isSigned ? workspace.slack.signingSecret : random.hex(32);
      const request = {
        method: 'POST',
        headers: {
          'content-type': random.chance(0.8) ? 'application/x-www-form-urlencoded' : 'application/json',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': signatureOf(text, timestamp, secret),
        },
        body: text,
      };
      const send = () => fetch(`${workspace.bot().address}/slack/events`, request);
      // On a slow machine, a connection may have been idle for so long that the server is just closing it.
      const response = await send().catch((error: unknown) =>
        wasIdle(error) ? send() : Promise.reject(error),
      );
      await response.arrayBuffer();
      return response.status;
    }

    async function residentBytes(): Promise<number> {
      const metrics = await (await fetch(`${workspace.bot().address}/metrics`)).text();
      return Number(/^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]);
    }
  },
);

/** Only a connection that had already brought an answer: closing a new one without an answer is a fault. */
function wasIdle(error: unknown): boolean {
  const { cause } = error as {
    readonly cause?: { readonly code?: string; readonly socket?: { readonly bytesRead: number } };
  };
  return cause?.code === 'UND_ERR_SOCKET' && (cause.socket?.bytesRead ?? 0) > 0;
}

function json(payload: Envelope['payload']): Parameters<typeof formOf>[1] {
  return JSON.parse(JSON.stringify(payload));
}
