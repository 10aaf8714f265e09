import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpointNamed } from './support/bot-config.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const lab = endpointNamed('lab').id;
const sentence = 'has no associated network, so no one is connected';

describe('an endpoint without an associated network', () => {
  let workspace: TestWorkspace;
  let helga: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ ec2: { terminationMs: 5_000 } });
    helga = workspace.as('helga');
    workspace.ec2.setAssociated(lab, false);
  });
  afterAll(() => workspace?.close());

  it('every list says that it has no network instead of reporting it as unavailable', async () => {
    workspace.connect('prod-eu', 'anna@example.com');

    const who = textOf(await helga.in('helpdesk').asks('/vpn who'));
    const person = textOf(await helga.in('helpdesk').asks('/vpn who @anna'));
    const here = textOf(await helga.in('helpdesk').asks('/vpn who on lab'));
    const history = textOf(await helga.in('helpdesk').asks('/vpn history'));
    const endpoints = textOf(await helga.in('helpdesk').asks('/vpn endpoints'));

    for (const text of [who, person, here, endpoints]) expect(text).toContain(sentence);
    expect(history).toContain('has no associated network, so AWS lists none of its connections');
    expect(endpoints).not.toContain('pending-associate');
    for (const text of [who, person, here, history, endpoints]) {
      expect(text).not.toContain('didn’t respond');
      expect(text).not.toContain('unknown');
    }
  });

  it('does not make a kick on the other endpoints partial', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');

    await submitKick(helga, 'helpdesk', 'bob@example.com');
    await helga
      .in('helpdesk')
      .sees('the end', ({ text }) => text.startsWith('1 connection terminated: ') && text.includes('bob@'));

    const entries = (await workspace.entries()).filter(({ target }) => target === 'bob@example.com');
    expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
    expect(workspace.terminations(session).length + workspace.terminations('bob@example.com').length).toBe(1);
  });

  it('counts everyone as ended if it lost its network in the middle of a kick, and confirms the kick', async () => {
    workspace.ec2.setAssociated(lab, true);
    const [session = ''] = workspace.connect('lab', 'cleo-laptop.example.com');
    await submitKick(helga, 'helpdesk', session);
    await eventually('the order', () => workspace.terminations(session)[0]);

    workspace.ec2.setAssociated(lab, false);
    await helga
      .in('helpdesk')
      .sees(
        'the end',
        ({ text }) => text.startsWith('1 connection terminated: ') && text.includes('cleo-laptop'),
      );

    const entries = (await workspace.entries()).filter(({ endpoint }) => endpoint?.id === lab);
    expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
  });

  it('is a warning in doctor, with the fix', async () => {
    const { stdout } = await workspace.run('doctor');

    const line = stdout.split('\n').find((each) => each.includes(lab) && each.includes('network'));
    expect(line).toMatch(/^warning +endpoint/);
    expect(line).toContain('associate-client-vpn-target-network');
    expect(stdout.split('\n').filter((each) => each.startsWith('wrong') && each.includes(lab))).toEqual([]);
  });
});
