import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Modal } from '../../emulators/slack/protocol/client-protocol.ts';
import { acmeConfig } from './support/bot-config.ts';
import { elementsOf, textOf } from './support/elements.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('a kick terminates all ticked connections with as few calls as possible', () => {
  let workspace: TestWorkspace;
  let omar: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ config: { kick: { ...acmeConfig.kick, approveAbove: 10 } } });
    omar = workspace.as('omar');
  });
  afterAll(() => workspace?.close());

  it('three connections: two by user name on one endpoint, one by id on the other', async () => {
    const two = workspace.connect('prod-eu', 'ada@example.com', 2);
    const one = workspace.connect('prod-us', 'ada@example.com');

    await kick('ada@example.com');

    expect(await endedOf('ada@example.com')).toEqual([...two, ...one].toSorted());
    expect(workspace.terminations('ada@example.com')).toHaveLength(1);
    expect(workspace.terminations(...two, ...one)).toHaveLength(1);
  });

  it('five connections of one name: three by user name, and each certificate by its connection id', async () => {
    const users = workspace.connect('prod-eu', 'ben.example.com', 3);
    const certificates = workspace.connect('lab', 'ben.example.com', 2);

    await kick('ben.example.com');

    expect(await endedOf('ben.example.com')).toEqual([...users, ...certificates].toSorted());
    expect(workspace.terminations('ben.example.com')).toHaveLength(1);
    expect(workspace.terminations(...certificates)).toHaveLength(2);
  });

  it('seven connections: the six on one endpoint are too many for a call by user name', async () => {
    const six = workspace.connect('prod-eu', 'cleo@example.com', 6);
    const one = workspace.connect('prod-us', 'cleo@example.com');

    await kick('cleo@example.com');

    expect(await endedOf('cleo@example.com')).toEqual([...six, ...one].toSorted());
    expect(workspace.terminations('cleo@example.com')).toEqual([]);
    expect(workspace.terminations(...six, ...one)).toHaveLength(7);
  });

  it('a connection that is not selected stays connected', async () => {
    const [spared = '', ...others] = workspace.connect('prod-eu', 'dan@example.com', 3);

    await kick('dan@example.com', [spared]);

    expect(await endedOf('dan@example.com')).toEqual(others.toSorted());
    expect(workspace.terminations('dan@example.com')).toEqual([]);
    expect(statusOf(spared)).toBe('active');
  });

  it('a connection that began while the modal was open is terminated too, and recorded', async () => {
    const seen = workspace.connect('prod-eu', 'eve@example.com', 2);
    const modal = await asked('eve@example.com');
    const unseen = workspace.connect('prod-eu', 'eve@example.com');

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
    const confirmed = (await workspace.entries()).filter(
      (entry) => entry.kind === 'confirmed' && entry.target === name,
    );
    const connections = confirmed.flatMap(({ connections: ended = [] }) => ended);
    return connections.flatMap(({ id, current }) => (current?.code === 'terminated' ? [id] : [])).toSorted();
  }

  function statusOf(connection: string): string | undefined {
    return workspace.ec2.fleet().connections.find(({ id }) => id === connection)?.status;
  }
});
