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

  it('a kick is gone on with by the schedule, and the request that is delivered again begins no other', async () => {
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

  it('a look-up that died with the worker is answered by the next one', async () => {
    await workspace.kill();
    const asking = workspace.as('helga').in('helpdesk').asks('/vpn who anna@example.com');
    await eventually('the request being on the queue', () => workspace.queue.waiting()[0]);
    await workspace.startAgain();

    expect(textOf(await asking)).toContain('0 of');
  });

  it('a window opens within its three seconds while no worker is there, and is filled in when one is', async () => {
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

  it('what no worker can read ends among the dead letters, and the others do not wait for it', async () => {
    await workspace.queue.put('nobody can read this');

    const answer = await workspace.as('helga').in('helpdesk').asks('/vpn who');
    await eventually('the dead letter', () => workspace.queue.dead()[0]);

    expect(textOf(answer)).toContain('connection');
    expect(workspace.queue.dead()).toEqual(['nobody can read this']);
  });
});
