import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../e2e/support/elements.ts';
import { eventually } from '../e2e/support/eventually.ts';
import {
  type LambdaTestWorkspace,
  openLambdaTestWorkspace,
} from '../e2e/support/lambda/lambda-test-workspace.ts';
import { submitKick } from '../e2e/support/submit-kick.ts';

/** A request of a worker that died is delivered again within seconds, while the kick is still gone on with. */
const visibilityS = 3;

describe('on Lambda, with the worker killed in the middle', () => {
  let workspace: LambdaTestWorkspace;

  beforeAll(async () => {
    // Long enough that the request comes again while AWS is still ending the session.
    workspace = await openLambdaTestWorkspace({ ec2: { terminationMs: 10_000 } }, visibilityS);
  });
  afterAll(() => workspace?.close());

  it('the schedule resumes a kick, and the redelivered request begins no other', async () => {
    const helga = workspace.as('helga');
    const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');

    await submitKick(helga, 'helpdesk', session);
    await eventually('the order to end the session', () => workspace.terminations()[0]);
    await workspace.kill();
    await workspace.startAgain();
    await eventually('the queue being empty', () =>
      workspace.queue.waiting().length === 0 ? true : undefined,
    );
    await helga.in('audit').sees('the end', (message) => textOf(message).includes('confirmed after'));

    expect(workspace.terminations()).toHaveLength(1);
    expect((await workspace.entries()).map(({ kind }) => kind)).toEqual([
      'requested',
      'finished',
      'confirmed',
    ]);
    expect(await workspace.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
  });

  it('the next worker answers a look-up that was interrupted', async () => {
    await workspace.kill();
    const asking = workspace.as('helga').in('helpdesk').asks('/vpn who anna@example.com');
    await eventually('the request being on the queue', () => workspace.queue.waiting()[0]);
    await workspace.startAgain();

    expect(textOf(await asking)).toContain('No connections match “anna@example.com”');
  });

  it('a modal opens within three seconds without a worker, and is filled in when one starts', async () => {
    const helga = workspace.as('helga');
    const [session = ''] = workspace.connect('prod-eu', 'zoe@example.com');
    await workspace.kill();

    await helga.in('helpdesk').types(`/vpn kick ${session}`);
    const waiting = await helga.seesModal('the window', () => true);
    await workspace.startAgain();
    const asking = await helga.modal();

    expect(waiting.submit).toBeNull();
    expect(asking.id).toBe(waiting.id);
    await helga.submits(asking, { reason: 'it took a while' });
    await eventually('the order to end the session', () => workspace.terminations(session)[0]);
  });

  it('a request that no worker can read becomes a dead letter, and does not delay the others', async () => {
    await workspace.queue.put('nobody can read this');

    const answer = await workspace.as('helga').in('helpdesk').asks('/vpn who');
    await eventually('the dead letter', () => workspace.queue.dead()[0]);

    expect(textOf(answer)).toContain('connection');
    expect(workspace.queue.dead()).toEqual(['nobody can read this']);
  });
});
