import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../emulators/slack/protocol/control-protocol.ts';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { type KeyedMessage, keyedMessages } from './support/keyed-messages.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { secretsIn } from './support/secrets-in.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('every person gets exactly one answer, whatever Slack does', () => {
  let workspace: TestWorkspace;
  let helga: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    helga = workspace.as('helga');
  });
  afterEach(() => workspace.slack.control.endFaults());
  afterAll(() => workspace?.close());

  const onPosting: readonly (readonly [string, Fault])[] = [
    ['limits the rate', { kind: 'rate_limited', retryAfterS: 1 }],
    ['answers 503', { kind: 'status', status: 503 }],
    ['cuts the connection before it has taken the message', { kind: 'reset', when: 'before' }],
    ['cuts the connection after it has taken the message', { kind: 'reset', when: 'after' }],
    ['refuses the blocks', { kind: 'error', error: 'invalid_blocks' }],
  ];
  it.each(onPosting)(
    'Slack %s when a message is posted: it is posted once, and kept up to date',
    async (_, fault) => {
      const name = `${fault.kind}-${'when' in fault ? fault.when : ''}@example.com`;
      const [session = ''] = workspace.connect('prod-eu', name);
      await helga.in('helpdesk').types(`/vpn kick ${session}`);
      const modal = await helga.modal();

      workspace.slack.control.orderFault({ method: 'chat.postMessage', times: 2, fault });
      await helga.submits(modal, { reason: 'on a bad day of Slack' });
      const told = await messagesAbout(name);

      expect(told.map(({ text }) => text)).toEqual([
        expect.stringMatching(/^1 connection terminated: /),
        expect.stringMatching(/^1 connection terminated · entry /),
      ]);
      expect(workspace.terminations(session)).toHaveLength(1);
    },
  );

  it('updates that Slack rejects are repeated until the message shows the outcome', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'updates@example.com');
    workspace.slack.control.orderFault({
      method: 'chat.update',
      times: 2,
      fault: { kind: 'status', status: 503 },
    });

    await submitKick(helga, 'helpdesk', session);
    const told = await messagesAbout('updates@example.com');

    expect(told).toHaveLength(2);
  });

  it('an entry is announced once when a missing audit channel is back', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'healed@example.com');
    workspace.slack.control.changeChannel({ id: 'C0AUDIT', hasBot: false });
    await submitKick(helga, 'helpdesk', session);
    await helga
      .in('helpdesk')
      .sees('the end', ({ text }) => tellsOfTermination(text) && text.includes('healed@example.com'));

    workspace.slack.control.changeChannel({ id: 'C0AUDIT', hasBot: true });
    const told = await messagesAbout('healed@example.com');

    expect(told).toHaveLength(2);
  });

  it('an expired trigger is reported, and nothing is done', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'late@example.com');
    workspace.slack.control.orderFault({
      method: 'views.open',
      times: 1,
      fault: { kind: 'error', error: 'expired_trigger_id' },
    });

    const answer = await answerAnywhere(helga, 'helpdesk', `/vpn kick ${session}`);

    expect(answer).toContain('No action was taken');
    expect(workspace.terminations(session)).toEqual([]);
  });

  it('a used-up response_url: the answer is an ephemeral message, and the log says so', async () => {
    workspace.slack.control.orderFault({
      method: 'response_url',
      times: 1,
      fault: { kind: 'error', error: 'used_url' },
    });

    const answer = await helga.in('helpdesk').asks('/vpn endpoints');

    expect(textOf(answer)).toContain('prod-eu');
    expect(workspace.bot().log()).toContain('the next one is tried');
  });

  it('neither response_url nor ephemeral message: the answer is a direct message', async () => {
    for (const method of ['response_url', 'chat.postEphemeral']) {
      workspace.slack.control.orderFault({
        method,
        times: 1,
        fault: { kind: 'error', error: 'channel_not_found' },
      });
    }

    const answer = await helga.inDirectMessage().answerTo(() => helga.in('helpdesk').types('/vpn endpoints'));

    expect(textOf(answer)).toContain('prod-eu');
  });

  it('no one can be looked up in Slack: nothing is done, and the answer says so', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'unknown@example.com');
    workspace.slack.control.orderFault({
      method: 'users.info',
      times: null,
      fault: { kind: 'error', error: 'internal_error' },
    });

    const answer = await answerAnywhere(workspace.as('omar'), 'secops', `/vpn kick ${session}`);

    expect(answer).toContain(':no_entry:');
    expect(workspace.terminations(session)).toEqual([]);
  });

  it('the log contains no token, secret or response_url', () => {
    expect(secretsIn(workspace.bot().log(), workspace)).toEqual([]);
  });

  /** Waits until the kick's own message and the announcement both tell the end. */
  function messagesAbout(name: string): Promise<readonly KeyedMessage[]> {
    return eventually(`both messages about ${name}`, async () => {
      const about = (await keyedMessages(workspace)).filter(({ text }) => text.includes(name));
      // Only the announcement has the number of its entry in its title.
      const told = about.filter(({ text }) => tellsOfTermination(text));
      const announced = told.filter(({ text }) => text.includes(' · entry '));
      return announced.length > 0 && told.length > announced.length ? about : undefined;
    });
  }
});
