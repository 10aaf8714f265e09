import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../emulators/slack/client-protocol.ts';
import { untilQuiet } from '../chaos/evidence.ts';
import { type Company, openCompany } from './support/company.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { openLambdaCompany } from './support/lambda/lambda-company.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';

/** Longer than the bot needs to see that a session ended: whoever is back sooner is met by the kick's next round. */
const reconnectMs = 4_000;
/** Past the first two looks. */
const quietMs = 17_000;
const thirdLookMs = 60_000;
const restMs = 20_000;

describe.each([
  { way: 'on one machine', open: openCompany },
  { way: 'on AWS', open: openLambdaCompany },
])('whoever is back after a kick is told of, $way', { timeout: 120_000 }, ({ open }) => {
  let company: Company;
  let omar: PersonAtWork;

  beforeAll(async () => {
    company = await open({ ec2: { reconnectMs } });
    omar = company.as('omar');
  });
  afterAll(() => company.close());

  it('a certificate client that connects again, to the one who kicked and in the audit channel', async () => {
    company.connect('lab', 'bob-laptop');
    const kicked = await kick('bob-laptop');

    const warning = await omar.in('secops').sees('a warning', isAbout('bob-laptop'));

    expect(textOf(warning)).toMatch(/<@U0OMAR> \*bob-laptop\* is \*back\* on lab after [3-6] s/);
    expect(warning.threadTs).toBe(kicked.ts);
    const told = await omar.in('audit').sees('the return', ({ text }) => text.startsWith('Back again'));
    const ended = await omar.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));
    expect(told.threadTs).toBe(ended.ts);
  });

  it('and Kick again opens the question anew, for what is on now', async () => {
    const warning = await omar.in('secops').sees('a warning', isAbout('bob-laptop'));
    const [back = ''] = (await recorded('returned', 'bob-laptop')).flatMap(({ connections = [] }) =>
      connections.map(({ id }) => id),
    );

    await omar.presses(warning, ({ actionId }) => actionId === 'kick_again');
    await omar.submits(await omar.modal(), { reason: 'and out again' });

    await eventually('the second end', async () =>
      (await recorded('confirmed', 'bob-laptop')).some(({ connections = [] }) =>
        connections.some(({ id, current }) => id === back && current?.code === 'terminated'),
      )
        ? true
        : undefined,
    );
  });

  it('a person who signs in again after the bot was started anew', async () => {
    company.connect('prod-eu', 'ada@example.com');
    await kick('ada@example.com');
    // Until then whoever is back is met by the kick's next round, also after a restart.
    await untilQuiet(company, restMs);

    await company.restart();
    const [back] = company.connect('prod-eu', 'ada@example.com');

    // Two looks may pass while the processes start: the third is 35 seconds after the end.
    const [returned] = await eventually(
      'the return on record',
      async () => {
        const entries = await recorded('returned', 'ada@example.com');
        return entries.length > 0 ? entries : undefined;
      },
      thirdLookMs,
    );
    expect(returned).toMatchObject({ connections: [{ id: back }] });
    await omar.in('secops').sees('a warning', isAbout('ada@example.com'));
  });

  it('but nobody who was spared, and nobody else', async () => {
    const [first = '', spared = ''] = company.connect('prod-us', 'dan@example.com', 2);
    await kick('dan@example.com', [spared]);
    company.connect('prod-us', 'daniel@example.com');

    await new Promise((resolve) => setTimeout(resolve, quietMs));

    expect(company.terminations(first)).toHaveLength(1);
    expect(await recorded('returned', 'dan@example.com')).toEqual([]);
    expect(await recorded('returned', 'daniel@example.com')).toEqual([]);
  });

  async function kick(name: string, spare: readonly string[] = []): Promise<Message> {
    await omar.in('secops').types(`/vpn kick ${name}`);
    const modal = await omar.seesModal(
      'the question',
      (each) => each.submit !== null && textOf(each).includes(name),
    );
    await omar.submits(modal, { reason: 'laptop was stolen', spare });
    return omar
      .in('secops')
      .sees(`the end of ${name}`, ({ text }) => tellsOfTermination(text) && text.includes(name));
  }

  async function recorded(kind: string, target: string) {
    return (await company.entries()).filter((entry) => entry.kind === kind && entry.target === target);
  }
});

function isAbout(name: string) {
  return ({ text }: Message) => text.startsWith(`${name} is back`);
}
