import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompany } from './support/company.ts';
import { elementsOf, textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { type KeepOutCompany, openKeepOutCompany } from './support/keep-out-company.ts';
import { openLambdaCompany } from './support/lambda/lambda-company.ts';

const laptop = 'mallory-laptop.example.com';
const kiosk = 'kiosk.example.com';

/** Omar types a command that opens a modal, and submits it. */
async function omarSubmits(company: KeepOutCompany, command: string, keepOut?: string): Promise<void> {
  const omar = company.as('omar');
  await omar.in('secops').types(command);
  const modal = await omar.modal();
  await omar.submits(modal, { reason: 'laptop stolen', ...(keepOut !== undefined && { keepOut }) });
}

const kindsIn = async (company: KeepOutCompany, target: string) =>
  (await company.entries()).flatMap(({ kind, target: of }) => (of === target ? [kind] : []));
const isOn = (company: KeepOutCompany, name: string) => company.live().includes(name) || undefined;
const secopsSees = (company: KeepOutCompany, what: string, wanted: RegExp) =>
  company
    .as('omar')
    .in('secops')
    .sees(what, (message) => wanted.test(textOf(message)));

describe.each([
  { way: 'on one machine', open: openCompany },
  { way: 'on AWS', open: openLambdaCompany },
])('a kick that keeps out, $way', { timeout: 90_000 }, ({ open }) => {
  let company: KeepOutCompany;

  beforeAll(async () => {
    company = await openKeepOutCompany(open);
  }, 60_000);
  afterAll(() => company.close());

  it('holds against a certificate client that comes back by itself, while others may', async () => {
    company.connect('lab', laptop);
    company.connect('lab', kiosk);

    await omarSubmits(company, `/vpn kick ${laptop}`, '86400s');
    await secopsSees(company, 'the block', /\*Blocked\*.*mallory-laptop/);
    await secopsSees(company, 'the end', /\*Ended\*.*mallory-laptop/);
    await eventually('two attempts to come back', () => company.timesTurnedAway(laptop) > 1 || undefined);
    await omarSubmits(company, `/vpn kick ${kiosk}`);
    await secopsSees(company, 'the end', /\*Ended\*.*kiosk/);
    await eventually('the kiosk being back', () => isOn(company, kiosk));

    expect(company.live()).toEqual([kiosk]);
    const kinds = await kindsIn(company, laptop);
    expect(kinds.slice(0, 4)).toEqual(['block-requested', 'blocked', 'requested', 'finished']);
    expect(kinds).toContain('confirmed');
  });
});

describe('who is kept out', { timeout: 90_000 }, () => {
  let company: KeepOutCompany;

  beforeAll(async () => {
    company = await openKeepOutCompany(openCompany);
  }, 60_000);
  afterAll(() => company.close());

  it('is told of in the audit channel when they try, once however often', async () => {
    company.connect('lab', 'anna.example.com');

    await omarSubmits(company, '/vpn block anna.example.com until lifted stolen');
    const told = await company
      .as('omar')
      .in('audit')
      .sees('it', ({ text }) => /^Turned away.*anna/.test(text));
    await eventually('more attempts', () => company.timesTurnedAway('anna.example.com') > 3 || undefined);

    expect(textOf(told)).toMatch(/once|times/);
    expect(textOf(told)).toMatch(/203\.0\.113\.\d+/);
    const kinds = await kindsIn(company, 'anna.example.com');
    expect(kinds.filter((kind) => kind === 'turned-away')).toHaveLength(1);
  });

  it('comes back when the time is over, which nobody had to see to', async () => {
    company.connect('lab', 'ben.example.com');

    await omarSubmits(company, '/vpn block ben.example.com 3s stolen');
    await eventually('an attempt', () => company.timesTurnedAway('ben.example.com') > 0 || undefined);
    await eventually('the client being back', () => isOn(company, 'ben.example.com'));
    await company
      .as('omar')
      .in('audit')
      .sees('it', ({ text }) => /^Block is over.*ben/.test(text));

    expect(await kindsIn(company, 'ben.example.com')).toContain('block-expired');
    const message = await secopsSees(company, 'its end', /\*No longer blocked\*.*ben\.example/);
    expect(textOf(message)).toContain('laptop stolen');
  });

  it('comes back when the block is lifted, and everybody in the channel learns who did it', async () => {
    company.connect('lab', 'carla.example.com');
    await omarSubmits(company, '/vpn block carla.example.com 2d stolen');
    await eventually('an attempt', () => company.timesTurnedAway('carla.example.com') > 0 || undefined);

    await company.as('omar').in('secops').types('/vpn unblock carla.example.com found again');
    const lifted = await secopsSees(company, 'the lift', /\*No longer blocked\*.*carla/);
    await eventually('the client being back', () => isOn(company, 'carla.example.com'));

    expect(textOf(lifted)).toContain('found again');
    expect(await kindsIn(company, 'carla.example.com')).toEqual(
      expect.arrayContaining(['blocked', 'unblock-requested', 'unblocked']),
    );
  });

  it('stays out by the longer of two blocks, of which the list shows what still stands', async () => {
    company.connect('lab', 'dora.example.com');
    await omarSubmits(company, '/vpn block dora.example.com 3s stolen');
    await secopsSees(company, 'the first', /\*Blocked\*.*dora/);
    await omarSubmits(company, '/vpn block dora.example.com 1h still stolen');
    await secopsSees(company, 'the second', /Other blocks stand/);

    await company
      .as('omar')
      .in('audit')
      .sees('the end of one', ({ text }) => /^Block is over.*dora/.test(text));
    const before = company.timesTurnedAway('dora.example.com');
    await eventually(
      'more attempts',
      () => company.timesTurnedAway('dora.example.com') > before || undefined,
    );
    const list = await company.as('omar').in('secops').asks('/vpn blocks');

    expect(isOn(company, 'dora.example.com')).toBeUndefined();
    const liftDora = elementsOf(list).filter(({ value }) => value.includes('dora.example.com'));
    expect(liftDora).toHaveLength(1);
    expect((await kindsIn(company, 'dora.example.com')).filter((kind) => kind === 'blocked')).toHaveLength(2);
  });

  it('is let in by the Lift button of the list', async () => {
    const omar = company.as('omar');
    const list = await omar.in('secops').asks('/vpn blocks');

    await omar.presses(list, ({ actionId, value }) => actionId === 'lift' && value.includes('dora'));

    await eventually('the client being back', () => isOn(company, 'dora.example.com'));
  });

  it('may come back where no handler is attached, and the modal says so beforehand', async () => {
    company.connect('prod-us', 'bob');
    const omar = company.as('omar');

    await omar.in('secops').types('/vpn block bob 4h stolen');
    const modal = await omar.modal();
    await omar.submits(modal, { reason: 'laptop stolen' });
    const message = await secopsSees(company, 'the block', /\*Blocked\*.*\bbob\b/);
    const again = await company.ec2.dial({ endpointId: 'cvpn-endpoint-0000000000000aaa2', username: 'bob' });

    expect(textOf(modal)).toMatch(/does not hold\* on \*prod-us\* \(has no connect handler\)/);
    expect(textOf(message)).toMatch(/does not hold\* on \*prod-us\*/);
    expect(again).toHaveProperty('connectionId');
  });

  it('is refused to a channel that may only kick, on the record', async () => {
    const answer = await company.as('helga').in('helpdesk').asks('/vpn block bob 4h because I can');

    expect(textOf(answer)).toContain('Missing: `block`');
    const refused = await eventually('the refusal on the record', async () =>
      (await company.entries()).find(({ kind, target }) => kind === 'refused' && target === 'bob'),
    );
    expect(refused).toMatchObject({ detail: 'grant_missing (block)' });
  });

  it.each([
    ['/vpn block bob 0h stolen', /cannot keep anyone out for “0h”/],
    ['/vpn block bob until tomorrow', /do not understand “until tomorrow”/],
    ['/vpn unblock nobody.example.com', /No block stands on \*nobody\.example\.com\*/],
  ])('%s is answered in words', async (command, sentence) => {
    const answer = await company.as('omar').in('secops').asks(command);

    expect(textOf(answer)).toMatch(sentence);
  });
});

describe('a table that nobody can read or write', { timeout: 90_000 }, () => {
  let company: KeepOutCompany;

  beforeAll(async () => {
    company = await openKeepOutCompany(openCompany, { reconnectMs: 60_000 });
    company.connect('lab', laptop);
    await company.loseTable();
  }, 60_000);
  afterAll(() => company.close());

  it('keeps nobody from ending sessions, and nobody believes that the block holds', async () => {
    await omarSubmits(company, `/vpn kick ${laptop}`, 'until-lifted');

    const loud = await secopsSees(company, 'the warning', /NOT blocked/);
    await secopsSees(company, 'the end', /\*Ended\*.*mallory-laptop/);

    expect(textOf(loud)).toContain('come back at once');
    expect(await kindsIn(company, laptop)).toEqual(
      expect.arrayContaining(['block-requested', 'failed', 'requested', 'finished', 'confirmed']),
    );
  });

  it('lets nobody in where the operator chose so', async () => {
    const dialled = await company.ec2.dial({
      endpointId: 'cvpn-endpoint-0000000000000aaa3',
      commonName: kiosk,
    });

    expect(dialled).toEqual({ turnedAway: expect.stringContaining('try again') });
    expect(company.lambda.log('AWSClientVPN-bouncer')).toContain('turned_away_unread');
  });
});

describe('without a list of blocks', { timeout: 60_000 }, () => {
  it('says that nobody can be kept out, and ends the sessions', async () => {
    const company = await openCompany();
    const omar = company.as('omar');
    company.connect('lab', laptop);

    await omar.in('secops').types(`/vpn block ${laptop} 4h stolen`);
    const modal = await omar.modal();
    await omar.submits(modal, { reason: 'laptop stolen' });
    await omar.in('secops').sees('the end', (message) => /\*Ended\*/.test(textOf(message)));
    const kinds = (await company.entries()).map(({ kind }) => kind);
    await company.close();

    expect(textOf(modal)).toContain('cannot keep anyone out');
    expect(kinds).toEqual(['requested', 'finished', 'confirmed']);
  });
});
