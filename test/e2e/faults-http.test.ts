import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { eventually } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('a request over HTTP is carried out once, and only while it is fresh', () => {
  let workspace: TestWorkspace;
  let helga: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ transport: 'http' });
    helga = workspace.as('helga');
  });
  afterAll(() => workspace?.close());

  it('a submission that is replayed byte by byte is acknowledged and terminates nothing again', async () => {
    const [first = '', second = ''] = workspace.connect('prod-eu', 'bob@example.com', 2);
    await submitKick(helga, 'helpdesk', first);
    const body = latestBody().replaceAll(first, second);

    const answers = [await send(body), await send(body), await send(body)];
    await helga
      .in('audit')
      .sees('both ends', ({ text }) => tellsOfTermination(text) && text.includes('entry 6'));

    expect(answers).toEqual([200, 200, 200]);
    expect(workspace.terminations(second)).toHaveLength(1);
    const entries = await workspace.entries();
    expect(entries.filter(({ kind }) => kind === 'requested')).toHaveLength(2);
  });

  it.each([
    ['more than a minute ahead', 90],
    ['years ahead', 100_000_000],
    ['six minutes old', -360],
  ])('a request %s is rejected, even with a valid signature', async (_, offsetS) => {
    const before = workspace.ec2.calls().length;

    const status = await send('command=%2Fvpn&text=who&user_id=U0HELGA', offsetS);

    expect(status).toBe(401);
    expect(workspace.ec2.calls()).toHaveLength(before);
  });

  it.each(['', 'NaN', '-1', '1e400', '99999999999999999999'])(
    'a timestamp such as “%s” is rejected',
    async (timestamp) => {
      const status = await sendAt('command=%2Fvpn&text=who&user_id=U0HELGA', timestamp);

      expect(status).toBe(401);
    },
  );

  it('a request from before a restart is acknowledged and not carried out again', async () => {
    await answerAnywhere(workspace.as('gus'), 'helpdesk', '/vpn kick bob@example.com for a guest');
    const body = latestForm();
    const refusals = async () => (await workspace.entries()).filter(({ kind }) => kind === 'refused').length;
    const before = await eventually('the refusal in the record', async () => (await refusals()) || undefined);

    await workspace.restart();
    expect(await send(body)).toBe(200);

    await eventually('the replay in the log', () => workspace.bot().log().includes('replayed') || undefined);
    expect(await refusals()).toBe(before);
  });

  /** The latest command, byte by byte as it came. */
  function latestForm(): string {
    const payload = workspace.slack.control.deliveries().at(-1)?.envelope.payload ?? {};
    const fields = Object.entries(payload).map(([name, value]) => [name, String(value)] as const);
    return new URLSearchParams(Object.fromEntries(fields)).toString();
  }

  function latestBody(): string {
    const payload = workspace.slack.control.deliveries().at(-1)?.envelope.payload;
    // The trigger tells one submission from the next; a forged one needs its own.
    return new URLSearchParams({
      payload: JSON.stringify({ ...payload, trigger_id: 'another.one' }),
    }).toString();
  }

  function send(body: string, offsetS = 0): Promise<number> {
    return sendAt(body, String(Math.floor(Date.now() / 1_000) + offsetS));
  }

  async function sendAt(body: string, timestamp: string): Promise<number> {
    const response = await fetch(`${workspace.bot().address}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signatureOf(body, timestamp, workspace.slack.signingSecret),
      },
      body,
    });
    return response.status;
  }
});
