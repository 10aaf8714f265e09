import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Modal } from '../../emulators/slack/protocol/client-protocol.ts';
import { acmeConfig } from './support/bot-config.ts';
import { type Company, openCompany } from './support/company.ts';
import { elementsOf, textOf } from './support/elements.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';

describe('a kick ends as many sessions as are ticked, with as few calls as AWS allows', {
  timeout: 120_000,
}, () => {
  let company: Company;
  let omar: PersonAtWork;

  beforeAll(async () => {
    company = await openCompany({ config: { kick: { ...acmeConfig.kick, approveAbove: 10 } } });
    omar = company.as('omar');
  });
  afterAll(() => company.close());

  it('three sessions: two by user name on one endpoint, one by connection on the other', async () => {
    const two = company.connect('prod-eu', 'ada@example.com', 2);
    const one = company.connect('prod-us', 'ada@example.com');

    await kick('ada@example.com');

    expect(await endedOf('ada@example.com')).toEqual([...two, ...one].toSorted());
    expect(company.terminations('ada@example.com')).toHaveLength(1);
    expect(company.terminations(...two, ...one)).toHaveLength(1);
  });

  it('five sessions of one name: three by user name, and each certificate by its connection', async () => {
    const users = company.connect('prod-eu', 'ben.example.com', 3);
    const certificates = company.connect('lab', 'ben.example.com', 2);

    await kick('ben.example.com');

    expect(await endedOf('ben.example.com')).toEqual([...users, ...certificates].toSorted());
    expect(company.terminations('ben.example.com')).toHaveLength(1);
    expect(company.terminations(...certificates)).toHaveLength(2);
  });

  it('seven sessions: six on one endpoint are more than AWS ends by user name', async () => {
    const six = company.connect('prod-eu', 'cleo@example.com', 6);
    const one = company.connect('prod-us', 'cleo@example.com');

    await kick('cleo@example.com');

    expect(await endedOf('cleo@example.com')).toEqual([...six, ...one].toSorted());
    expect(company.terminations('cleo@example.com')).toEqual([]);
    expect(company.terminations(...six, ...one)).toHaveLength(7);
  });

  it('a connection that is not selected stays connected', async () => {
    const [spared = '', ...others] = company.connect('prod-eu', 'dan@example.com', 3);

    await kick('dan@example.com', [spared]);

    expect(await endedOf('dan@example.com')).toEqual(others.toSorted());
    expect(company.terminations('dan@example.com')).toEqual([]);
    expect(statusOf(spared)).toBe('active');
  });

  it('a session that was opened while the modal was open is ended too, and recorded', async () => {
    const seen = company.connect('prod-eu', 'eve@example.com', 2);
    const modal = await asked('eve@example.com');
    const unseen = company.connect('prod-eu', 'eve@example.com');

    await omar.submits(modal, { reason: 'all of them, whenever they came' });
    await ended('eve@example.com');

    expect(await endedOf('eve@example.com')).toEqual([...seen, ...unseen].toSorted());
  });

  async function kick(name: string, spare: readonly string[] = []): Promise<void> {
    const modal = await asked(name);
    await omar.submits(modal, { reason: 'laptop was stolen', spare });
    await ended(name);
  }

  async function asked(name: string): Promise<Modal> {
    await omar.in('secops').types(`/vpn kick ${name}`);
    return omar.seesModal(
      `a modal about ${name}`,
      (modal) => textOf(modal).includes(name) && elementsOf(modal).length > 0,
    );
  }

  async function ended(name: string): Promise<void> {
    await omar
      .in('secops')
      .sees(`the end of ${name}`, ({ text }) => tellsOfTermination(text) && text.includes(name));
  }

  /** What the record says was confirmed as ended. */
  async function endedOf(name: string): Promise<readonly string[]> {
    const confirmed = (await company.entries()).filter(
      (entry) => entry.kind === 'confirmed' && entry.target === name,
    );
    const connections = confirmed.flatMap(({ connections: ended = [] }) => ended);
    return connections.flatMap(({ id, current }) => (current?.code === 'terminated' ? [id] : [])).toSorted();
  }

  function statusOf(connection: string): string | undefined {
    return company.ec2.fleet().connections.find(({ id }) => id === connection)?.status;
  }
});
