import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { type LambdaCompany, openLambdaCompany } from './support/lambda/lambda-company.ts';
import { submitKick } from './support/submit-kick.ts';

/** A request of a worker that died is delivered again within seconds, while the kick is still gone on with. */
const visibilityS = 3;

describe('on Lambda, with the worker killed in the middle', { timeout: 180_000 }, () => {
  let company: LambdaCompany;

  beforeAll(async () => {
    // Long enough that the request comes again while AWS is still ending the session.
    company = await openLambdaCompany({ ec2: { terminationMs: 10_000 } }, visibilityS);
  });
  afterAll(() => company.close());

  it('a kick is gone on with by the schedule, and the request that is delivered again begins no other', async () => {
    const helga = company.as('helga');
    const [session = ''] = company.connect('prod-eu', 'bob@example.com');

    await submitKick(helga, 'helpdesk', session);
    await eventually('the order to end the session', () => company.terminations()[0]);
    await company.kill();
    await company.revive();
    await eventually('the queue being empty', () =>
      company.queue.waiting().length === 0 ? true : undefined,
    );
    await helga.in('audit').sees('the end', (message) => textOf(message).includes('confirmed after'));

    expect(company.terminations()).toHaveLength(1);
    expect((await company.entries()).map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
    expect(await company.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
  });

  it('a look-up that died with the worker is answered by the next one', async () => {
    await company.kill();
    const asking = company.as('helga').in('helpdesk').asks('/vpn who anna@example.com');
    await eventually('the request being on the queue', () => company.queue.waiting()[0]);
    await company.revive();

    expect(textOf(await asking)).toContain('0 of');
  });

  it('a window opens within its three seconds while no worker is there, and is filled in when one is', async () => {
    const helga = company.as('helga');
    const [session = ''] = company.connect('prod-eu', 'zoe@example.com');
    await company.kill();

    await helga.in('helpdesk').types(`/vpn kick ${session}`);
    const waiting = await helga.seesModal('the window', () => true);
    await company.revive();
    const asking = await helga.modal();

    expect(waiting.submit).toBeNull();
    expect(asking.id).toBe(waiting.id);
    await helga.submits(asking, { reason: 'it took a while' });
    await eventually('the order to end the session', () => company.terminations(session)[0]);
  });

  it('what no worker can read ends among the dead letters, and the others do not wait for it', async () => {
    await company.queue.put('nobody can read this');

    const answer = await company.as('helga').in('helpdesk').asks('/vpn who');
    await eventually('the dead letter', () => company.queue.dead()[0]);

    expect(textOf(answer)).toContain('connection');
    expect(company.queue.dead()).toEqual(['nobody can read this']);
  });
});
