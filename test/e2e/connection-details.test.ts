import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeConfig, endpointNamed } from './support/bot-config.ts';
import { elementsOf, textOf } from './support/elements.ts';
import { endElsewhere } from './support/end-elsewhere.ts';
import { eventually } from './support/eventually.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const channels = acmeConfig.channels.map((channel) =>
  'name' in channel && channel.name === 'leads' ? { ...channel, endpoints: ['lab'] } : channel,
);

describe('people see everything that AWS knows about a connection', () => {
  let workspace: TestWorkspace;
  let ofBob = '';
  let onLab = '';

  beforeAll(async () => {
    workspace = await openTestWorkspace({ config: { channels } });
    [ofBob = ''] = workspace.connect('prod-eu', 'bob@example.com');
    [onLab = ''] = workspace.connect('lab', 'kiosk.example.com');
  });
  afterAll(() => workspace?.close());

  it('by its id, with both ids to copy, and Terminate that opens the modal of this connection', async () => {
    const helga = workspace.as('helga');

    const details = await helga.in('helpdesk').asks(`/vpn who ${ofBob}`);

    const endpoint = endpointNamed('prod-eu');
    for (const text of [
      'Connection of bob@example.com',
      `prod-eu (${endpoint.region})`,
      `\`${ofBob}\``,
      `\`${endpoint.id}\``,
    ])
      expect(textOf(details)).toContain(text);
    expect(textOf(details)).toMatch(/bytes\)?, [\d,]+ packets/);
    expect(actionsOf(details)).toEqual(['terminate', 'details_refresh']);

    await helga.presses(details, ({ actionId }) => actionId === 'terminate');
    expect(textOf(await helga.modal())).toContain('bob@example.com');
  });

  it('from the select of a list whose rows have Terminate', async () => {
    const omar = workspace.as('omar');
    const list = await omar.in('secops').asks('/vpn who');
    const select = elementsOf(list).find(({ actionId }) => actionId === 'details_of');
    const chosen = select?.options.find((value) => value.startsWith(onLab));

    const details = await omar
      .in('secops')
      .answerTo(() => omar.presses(list, ({ actionId }) => actionId === 'details_of', chosen));

    expect(textOf(details)).toContain('Connection of kiosk.example.com');
  });

  it('from the button of a row without Terminate, and Refresh shows that it has ended', async () => {
    const lena = workspace.as('lena');
    const list = await lena.in('leads').asks('/vpn who');
    const details = await lena
      .in('leads')
      .answerTo(() => lena.presses(list, ({ actionId }) => actionId === 'details'));

    await endElsewhere(workspace.ec2, 'lab', onLab);
    const now = await lena.turns(details, ({ actionId }) => actionId === 'details_refresh');

    expect(textOf(details)).toContain('active');
    expect(textOf(now)).toContain('terminated');
    expect(actionsOf(now)).toEqual(['details_refresh']);
  });

  it('but nothing of an endpoint outside the channel’s scope', async () => {
    const lena = workspace.as('lena');

    const answers = [];
    for (const wanted of [ofBob, 'cvpn-connection-00000000000000000', `${ofBob} on prod-eu`])
      answers.push(textOf(await lena.in('leads').asks(`/vpn who ${wanted}`)).replace(ofBob, '#'));

    expect(answers[0]).toBe(answers[1]?.replace('cvpn-connection-00000000000000000', '#'));
    for (const answer of answers) expect(answer).not.toMatch(/bob@example/);
  });

  it('and in a history, who terminated a connection and why, with the channel only if it is this one', async () => {
    const [kicked = ''] = workspace.connect('lab', 'anna-laptop.example.com');
    await submitKick(workspace.as('omar'), 'secops', kicked, 'laptop is stolen');
    await eventually('the end', async () =>
      (await workspace.entries()).find(({ kind }) => kind === 'confirmed'),
    );

    const here = rowOf(await workspace.as('omar').in('secops').asks('/vpn history'));
    const elsewhere = rowOf(await workspace.as('lena').in('leads').asks('/vpn history'));
    const details = textOf(await workspace.as('lena').in('leads').asks(`/vpn who ${kicked}`));

    expect(here).toContain('Terminated by <@U0OMAR> in <#C0SECOPS>: “laptop is stolen”');
    expect(elsewhere).toContain('Terminated by <@U0OMAR>: “laptop is stolen”');
    expect(details).toContain('Terminated by <@U0OMAR>: “laptop is stolen”');
  });

  it('and under the details, how the connection ended after Terminate was pressed there', async () => {
    const [stale = ''] = workspace.connect('prod-eu', 'stale@example.com');
    const omar = workspace.as('omar');
    const details = await omar.in('secops').asks(`/vpn who ${stale}`);

    await omar.presses(details, ({ actionId }) => actionId === 'terminate');
    await omar.submits(await omar.modal(), { reason: 'stale connection' });
    const now = await omar
      .in('secops')
      .sees('its end', (message) => message.ts === details.ts && textOf(message).includes('Terminated by'));

    expect(textOf(now)).toContain('*Status*\nterminated');
    expect(actionsOf(now)).toEqual(['details_refresh']);
  });

  it('and of their own connection in any channel', async () => {
    const bob = workspace.as('bob');

    const own = await bob.in('general').asks(`/vpn who ${ofBob}`);
    const others = await bob.in('general').asks(`/vpn who ${onLab}`);

    expect(textOf(own)).toContain('Connection of bob@example.com');
    expect(actionsOf(own)).toContain('terminate');
    expect(textOf(others)).not.toContain('kiosk');
  });
});

function actionsOf(message: { readonly blocks: readonly unknown[] }): readonly string[] {
  return elementsOf(message).map(({ actionId }) => actionId);
}

function rowOf(list: { readonly blocks: readonly unknown[] }): string | undefined {
  return list.blocks.map((block) => textOf({ blocks: [block] })).find((text) => text.includes('anna-laptop'));
}
