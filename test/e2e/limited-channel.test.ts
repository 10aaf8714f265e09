import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeConfig } from './support/bot-config.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const onLabAlone = acmeConfig.channels.map((channel) =>
  'name' in channel && channel.name === 'leads'
    ? { ...channel, allow: ['see', 'kick', 'audit'], endpoints: ['lab'] }
    : channel,
);

describe('a channel that is limited to one endpoint learns nothing about the others', () => {
  let workspace: TestWorkspace;
  let lena: PersonAtWork;
  let onProd = '';
  let onLab = '';

  beforeAll(async () => {
    workspace = await openTestWorkspace({ config: { channels: onLabAlone } });
    lena = workspace.as('lena');
    [onProd = ''] = workspace.connect('prod-eu', 'bob@example.com');
    [onLab = ''] = workspace.connect('lab', 'kiosk.example.com');
    for (const session of [onProd, onLab]) {
      await submitKick(workspace.as('omar'), 'secops', session);
      await eventually('the end', async () =>
        (await workspace.entries()).find(
          ({ kind, connections = [] }) =>
            kind === 'confirmed' && connections.some(({ id }) => id === session),
        ),
      );
    }
  });
  afterAll(() => workspace?.close());

  it('from the audit log: on no page and by no name, number, connection or person', async () => {
    const place = lena.in('leads');
    const ofProd = (await workspace.entries()).find(({ endpoint }) => endpoint?.name === 'prod-eu');

    const page = textOf(await place.asks('/vpn audit'));
    const searches = [];
    for (const wanted of [`#${ofProd?.seq}`, 'bob@example.com', onProd, '@bob', 'prod-eu'])
      searches.push(textOf(await place.asks(`/vpn audit ${wanted}`)));

    expect(page).toContain('limited to lab');
    expect(page).toContain('kiosk.example.com');
    for (const shown of [page, ...searches]) expect(shown).not.toMatch(/on prod-eu|\*bob@example/);
    for (const shown of searches) expect(shown).toContain('No actions found');
  });

  it('from doctor and the set-up: neither other endpoints nor their channels', async () => {
    const answer = textOf(await lena.in('leads').asks('/vpn doctor'));

    expect(answer).toContain('limited to lab');
    expect(answer).toContain('checks passed');
    expect(answer).not.toMatch(/prod-eu|prod-us|#secops|#helpdesk|C0AUDIT/);
  });

  it('from lists, suggestions and help', async () => {
    const place = lena.in('leads');
    workspace.connect('prod-eu', 'anna@example.com');

    const answers = [];
    for (const command of ['/vpn who', '/vpn history', '/vpn endpoints', '/vpn who on labb', '/vpn help'])
      answers.push(textOf(await place.asks(command)));

    for (const answer of answers) expect(answer).not.toMatch(/prod-eu|prod-us|anna@example/);
    expect(answers[3]).toContain('lab');
  });

  it('while a channel with all endpoints reads everything', async () => {
    const page = textOf(await workspace.as('omar').in('secops').asks('/vpn audit bob@example.com'));

    expect(page).toContain('on prod-eu');
    expect(page).not.toContain('limited');
  });
});
