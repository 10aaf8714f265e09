import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { openCompany } from './support/company.ts';
import { elementsOf, textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { type KeepOutCompany, openKeepOutCompany } from './support/keep-out-company.ts';
import { openLambdaCompany } from './support/lambda/lambda-company.ts';

/** Omar types a command that opens a modal, and submits it. */
async function omarSubmits(company: KeepOutCompany, command: string, keepOut?: string): Promise<void> {
  const omar = company.as('omar');
  await omar.in('secops').types(command);
  const modal = await omar.modal();
  await omar.submits(modal, { reason: 'laptop stolen', ...(keepOut !== undefined && { keepOut }) });
}

const kindsIn = async (company: KeepOutCompany, target: string) =>
  (await company.entries()).flatMap(({ kind, target: of }) => (of === target ? [kind] : []));
const isBack = (company: KeepOutCompany, name: string) =>
  eventually(`${name} being back`, () => company.isOn(name) || undefined);
const secopsSees = (company: KeepOutCompany, words: string, name: string) =>
  company
    .as('omar')
    .in('secops')
    .sees(`“${words}” about ${name}`, (message) =>
      [words, name].every((part) => textOf(message).includes(part)),
    );
const auditSees = (company: KeepOutCompany, title: string, name: string) =>
  company
    .as('omar')
    .in('audit')
    .sees(`“${title}” about ${name}`, ({ text }) => text.startsWith(title) && text.includes(name));

describe.each([
  { way: 'on one machine', open: openCompany },
  { way: 'on AWS', open: openLambdaCompany },
])('who is kept out, $way', { timeout: 180_000 }, ({ open }) => {
  let company: KeepOutCompany;

  beforeAll(async () => {
    company = await openKeepOutCompany(open);
  }, 60_000);
  afterAll(() => company.close());

  it('cannot come back after a kick, though the client tries by itself; others can', async () => {
    const laptop = company.newcomer('mallory-laptop');
    const kiosk = company.newcomer('kiosk');

    await omarSubmits(company, `/vpn kick ${laptop}`, '86400s');
    await secopsSees(company, '*Blocked*', laptop);
    await secopsSees(company, 'connection terminated*', laptop);
    await company.turnsAway(laptop, 2);
    await omarSubmits(company, `/vpn kick ${kiosk}`);
    // A client that is back quickly is ended more than once.
    await secopsSees(company, 'terminated', kiosk);
    await isBack(company, kiosk);

    expect(company.isOn(laptop)).toBe(false);
    const kinds = await kindsIn(company, laptop);
    expect(kinds.slice(0, 4)).toEqual(['block-requested', 'blocked', 'requested', 'finished']);
    expect(kinds).toContain('confirmed');
  });

  it('is told of in the audit channel when they try, once however often', async () => {
    const anna = company.newcomer('anna');

    await omarSubmits(company, `/vpn block ${anna} until lifted stolen`);
    const told = await auditSees(company, 'Turned away', anna);
    await company.turnsAway(anna, 3);

    expect(textOf(told)).toMatch(/once|times/);
    expect(textOf(told)).toMatch(/203\.0\.113\.\d+/);
    const kinds = await kindsIn(company, anna);
    expect(kinds.filter((kind) => kind === 'turned-away')).toHaveLength(1);
  });

  it('comes back when the time is over, which nobody had to see to', async () => {
    const ben = company.newcomer('ben');

    await omarSubmits(company, `/vpn block ${ben} 1s stolen`);
    await company.turnsAway(ben);
    await isBack(company, ben);
    await auditSees(company, 'Block is over', ben);

    expect(await kindsIn(company, ben)).toContain('block-expired');
    const message = await secopsSees(company, '*No longer blocked*', ben);
    expect(textOf(message)).toContain('laptop stolen');
  });

  it('comes back when the block is lifted, and everybody in the channel learns who did it', async () => {
    const carla = company.newcomer('carla');
    await omarSubmits(company, `/vpn block ${carla} 2d stolen`);
    await company.turnsAway(carla);

    const omar = company.as('omar');
    await omar.in('secops').types(`/vpn unblock ${carla} found again`);
    await omar.submits(await omar.modal(), { reason: 'found again' });
    const lifted = await secopsSees(company, '*No longer blocked*', carla);
    await isBack(company, carla);

    expect(textOf(lifted)).toContain('found again');
    expect(await kindsIn(company, carla)).toEqual(
      expect.arrayContaining(['blocked', 'unblock-requested', 'unblocked']),
    );
  });

  it('stays out by the longer of two blocks, of which the list shows what still stands', async () => {
    const dora = company.newcomer('dora');
    await omarSubmits(company, `/vpn block ${dora} 1h stolen`);
    await secopsSees(company, '*Blocked*', dora);
    await omarSubmits(company, `/vpn block ${dora} 1s still stolen`);
    await secopsSees(company, 'Other blocks on the same', dora);

    await auditSees(company, 'Block is over', dora);
    await company.turnsAway(dora);
    const list = await company.as('omar').in('secops').asks('/vpn blocks');

    expect(company.isOn(dora)).toBe(false);
    expect(elementsOf(list).filter(({ value }) => value.includes(dora))).toHaveLength(1);
    expect((await kindsIn(company, dora)).filter((kind) => kind === 'blocked')).toHaveLength(2);
  });

  it('is let in by the Unblock button of the list, once it is said why', async () => {
    const omar = company.as('omar');
    const eva = company.newcomer('eva');
    await omarSubmits(company, `/vpn block ${eva} 4h stolen`);
    await company.turnsAway(eva);
    const list = await omar.in('secops').asks('/vpn blocks');

    await omar.presses(list, ({ actionId, value }) => actionId === 'lift' && value.includes(eva));
    await omar.submits(await omar.modal(), { reason: 'laptop found' });

    await isBack(company, eva);
    const entry = (await company.entries()).find(
      ({ kind, target }) => kind === 'unblocked' && target === eva,
    );
    expect(entry).toMatchObject({ reason: 'laptop found' });
  });

  it('is asked about first, also where the command says no reason', async () => {
    const omar = company.as('omar');
    const hugo = company.newcomer('hugo');
    await omarSubmits(company, `/vpn block ${hugo} 4h stolen`);
    await company.turnsAway(hugo);

    await omar.in('secops').types(`/vpn unblock ${hugo}`);
    const modal = await omar.modal();
    expect(company.isOn(hugo)).toBe(false);
    await omar.submits(modal, { reason: 'laptop found' });

    await isBack(company, hugo);
    expect(textOf(modal)).toContain(`Unblock *${hugo}*?`);
  });

  it('may come back where no handler is attached, and the modal says so beforehand', async () => {
    const frank = company.newcomer('frank', 'prod-us');
    const omar = company.as('omar');

    await omar.in('secops').types(`/vpn block ${frank} 4h stolen`);
    const modal = await omar.modal();
    await omar.submits(modal, { reason: 'laptop stolen' });
    const message = await secopsSees(company, '*Blocked*', frank);
    const again = await company.ec2.dial({ endpointId: 'cvpn-endpoint-0000000000000aaa2', username: frank });

    expect(textOf(modal)).toMatch(/take effect\* on \*prod-us\* \(no connect handler\)/);
    expect(textOf(message)).toMatch(/take effect\* on \*prod-us\*/);
    expect(again).toHaveProperty('connectionId');
  });

  it('is not for a channel to say that may only kick; its refusal is on the record', async () => {
    const grete = company.newcomer('grete');

    const answer = await answerAnywhere(
      company.as('helga'),
      'helpdesk',
      `/vpn block ${grete} 4h because I can`,
    );

    expect(answer).toContain('Missing: `block`');
    const refused = await eventually('the refusal on the record', async () =>
      (await company.entries()).find(({ kind, target }) => kind === 'refused' && target === grete),
    );
    expect(refused).toMatchObject({ detail: 'grant_missing (block)' });
  });

  it.each([
    ['/vpn block bob 0h stolen', /Nobody can be blocked for “0h”/],
    ['/vpn block bob until tomorrow', /How long is “until tomorrow”/],
    ['/vpn unblock nobody.example.com found again', /No block stands on \*nobody\.example\.com\*/],
  ])('%s is answered in words', async (command, sentence) => {
    expect(await answerAnywhere(company.as('omar'), 'secops', command)).toMatch(sentence);
  });
});

describe('a table that nobody can read or write', { timeout: 180_000 }, () => {
  let company: KeepOutCompany;

  beforeAll(async () => {
    company = await openKeepOutCompany(openCompany, { reconnectMs: 60_000 });
    await company.loseTable();
  }, 60_000);
  afterAll(() => company.close());

  it('connections are still terminated, and the channel says that the block failed', async () => {
    const laptop = company.newcomer('mallory-laptop');

    await omarSubmits(company, `/vpn kick ${laptop}`, 'until-lifted');

    const loud = await secopsSees(company, '*NOT blocked*', laptop);
    await secopsSees(company, 'connection terminated*', laptop);

    expect(textOf(loud)).toContain('They can reconnect');
    expect(await kindsIn(company, laptop)).toEqual(
      expect.arrayContaining(['block-requested', 'failed', 'requested', 'finished', 'confirmed']),
    );
  });

  it('lets nobody in where the operator chose so', async () => {
    const dialled = await company.ec2.dial({
      endpointId: 'cvpn-endpoint-0000000000000aaa3',
      commonName: 'kiosk.example.com',
    });

    expect(dialled).toEqual({ turnedAway: expect.stringContaining('try again') });
    expect(company.lambda.log('AWSClientVPN-bouncer')).toContain('turned_away_unread');
  });
});

describe('without a list of blocks', { timeout: 120_000 }, () => {
  it('says that nobody can be kept out, and ends the sessions', async () => {
    const company = await openCompany();
    const omar = company.as('omar');
    const laptop = 'mallory-laptop.example.com';
    company.connect('lab', laptop);

    await omar.in('secops').types(`/vpn block ${laptop} 4h stolen`);
    const modal = await omar.modal();
    await omar.submits(modal, { reason: 'laptop stolen' });
    await omar.in('secops').sees('the end', (message) => /connections? terminated\*/.test(textOf(message)));
    const kinds = (await company.entries()).map(({ kind }) => kind);
    await company.close();

    expect(textOf(modal)).toContain('cannot keep anyone out');
    expect(kinds).toEqual(['requested', 'finished', 'confirmed']);
  });
});
