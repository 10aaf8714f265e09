import { isAfter } from 'date-fns/isAfter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiCall } from '../../emulators/slack/protocol/control-protocol.ts';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import { eventually } from './support/eventually.ts';
import { channels } from './support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const attempts = 400;
/** Slack's clients send no faster, and its servers deliver no faster, than this many at once. */
const atOnce = 20;

describe('a guest’s flood of kicks, while Slack limits posts', () => {
  let workspace: TestWorkspace;
  let session: string;
  let callsBefore: number;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
    workspace.connect('prod-eu', 'anna@example.com');
    workspace.slack.control.limitRate({ isOn: true });
    callsBefore = lastCall();

    const flooding = flood();
    const helga = workspace.as('helga');
    await eventually('the flood being under way', () => (deliveries() > attempts / 4 ? true : undefined));
    await helga.in('helpdesk').types(`/vpn kick ${session}`);
    await helga.submits(await helga.modal(), { reason: 'in the middle of a flood' });
    await flooding;
    await eventually('the announcement of the kick', () => acts(posts()).at(0));
  });
  afterAll(() => workspace?.close());

  it('does not delay the announcement of a helpdesk kick, which is posted before pending denials', async () => {
    const requested = (await workspace.entries()).find(({ kind }) => kind === 'requested');
    const announced = posts().findIndex(isAction);
    const since = posts()
      .slice(0, announced)
      .filter(({ at }) => isAfter(at, requested?.at ?? 0));

    // One post may be on its way when the kick is recorded.
    expect(refusals(since).length).toBeLessThanOrEqual(1);
    expect(refusals(posts().slice(0, announced)).length).toBeLessThanOrEqual(30);
  });

  it('costs only a handful of Slack look-ups, and no EC2 call', () => {
    const lookUps = slackCalls().filter(({ method }) => /^(users|conversations|usergroups)\./.test(method));
    const ofGuest = lookUps.filter(({ arguments: { user } }) => user === workspace.as('gus').id);
    const describes = workspace.ec2.calls().filter(({ action }) => action === 'DescribeClientVpnConnections');

    expect(ofGuest.length).toBeLessThanOrEqual(5);
    // The kick asks twice, for the modal and at its submission.
    expect(lookUps.filter(({ method }) => method === 'conversations.members').length).toBeLessThanOrEqual(4);
    expect(describes.length).toBeLessThanOrEqual(12);
  });

  it('leaves one entry for each of a few attempts, and one that counts the others', async () => {
    await workspace.restart();
    const refused = (await workspace.entries()).filter(({ actor }) => actor.id === workspace.as('gus').id);
    const counting = refused.filter(({ detail = '' }) => detail.startsWith('too_many_requests'));

    expect(counting).toHaveLength(1);
    expect(refused.length).toBeLessThanOrEqual(80);
    expect(refused.length - counting.length + countOf(counting[0])).toBe(attempts);
    expect((await workspace.run('audit', 'verify')).exitCode).toBe(0);
  });

  async function flood(): Promise<void> {
    const gus = workspace.as('gus').in('helpdesk');
    for (let sent = 0; sent < attempts; sent += atOnce)
      await Promise.all(
        Array.from({ length: atOnce }, (_, index) =>
          gus.types(`/vpn kick bob@example.com try ${sent + index}`),
        ),
      );
  }

  const lastCall = () => workspace.slack.control.calls().at(-1)?.number ?? 0;
  const slackCalls = () => workspace.slack.control.calls(callsBefore);
  const deliveries = () => workspace.slack.control.deliveries().length;

  /** What Slack has taken for the audit channel, in order. */
  function posts(): readonly ApiCall[] {
    return slackCalls().filter(
      ({ method, arguments: told, answer }) =>
        method === 'chat.postMessage' && told.channel === channels.audit && answer.ok === true,
    );
  }
});

function isAction({ arguments: { text } }: ApiCall): boolean {
  return /^(Termination|Terminating|[\d,]+ connections? )/.test(String(text));
}

function acts(posts: readonly ApiCall[]): readonly ApiCall[] {
  return posts.filter(isAction);
}

function refusals(posts: readonly ApiCall[]): readonly ApiCall[] {
  return posts.filter(({ arguments: { text } }) => String(text).startsWith('Request denied'));
}

function countOf({ detail = '' }: Pick<AuditEntry, 'detail'> = {}): number {
  return Number(/(\d+) further requests?/.exec(detail)?.[1]);
}

describe('a member’s flood of look-ups of their own connections', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    workspace.connect('prod-eu', 'bob@example.com');
  });
  afterAll(() => workspace?.close());

  it('costs a few EC2 calls, and the member is told to slow down', async () => {
    const bob = workspace.as('bob').in('general');
    await bob.asks('/vpn me');
    const before = workspace.ec2.calls().at(-1)?.number ?? 0;

    await Promise.all(Array.from({ length: 200 }, () => bob.types('/vpn me')));
    await bob.sees('the advice', ({ text }) => text.includes('too many requests'));

    const calls = workspace.ec2.calls(before);
    expect(calls.length).toBeLessThanOrEqual(20);
  });
});
