import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Modal } from '../../emulators/slack/protocol/client-protocol.ts';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { endpointNamed } from './support/bot-config.ts';
import { textOf } from './support/elements.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const longName = `${'x'.repeat(243)}@example.com`;

describe('a command is carried out only as typed', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    for (const endpoint of ['prod-eu', 'prod-us'] as const) workspace.connect(endpoint, 'joanna@example.com');
    workspace.connect('lab', 'joanna@example.com');
    workspace.connect('prod-eu', longName, 12);
  });
  afterAll(() => workspace?.close());

  const asks = (command: string) => answerAnywhere(workspace.as('omar'), 'secops', command);
  const reasonIn = (modal: Modal) => /"initial_value":"([^"]*)"/.exec(JSON.stringify(modal))?.[1];
  async function modalFor(command: string): Promise<Modal> {
    const omar = workspace.as('omar');
    const before = (await omar.snapshot()).modal?.id;
    await omar.in('secops').types(command);
    return omar.seesModal('another modal', ({ id, submit }) => id !== before && submit !== null);
  }

  it.each([
    `/vpn kick @joanna on ${endpointNamed('lab').id} stale session`,
    '/vpn kick @joanna on LAB stale session',
    '/vpn kick @joanna \u200Bon\u200B *lab* – stale session',
  ])('%s covers that endpoint alone', async (command) => {
    const modal = await modalFor(command);

    expect(textOf(modal)).toContain('Terminate 1 connection of *joanna@example.com* on lab?');
    expect(reasonIn(modal)).toBe('stale session');
  });

  it.each([
    ['/vpn kick @joanna on labb stale session', 'Did you mean lab?'],
    [
      `/vpn kick @joanna on ${endpointNamed('lab').id}0 stale session`,
      'Endpoints here: prod-eu, prod-us, and lab',
    ],
    ['/vpn kick @joanna stale session on labb', 'mean only the endpoint lab?'],
    ['/vpn kick all on labb key stolen', 'Did you mean lab?'],
    ['/vpn unblock @joanna on labb found again', 'Did you mean lab?'],
    ['/vpn who @joanna on labb', 'Did you mean lab?'],
    ['/vpn history on labb', 'Did you mean lab?'],
    ['/vpn block joanna, eve 4h stolen', 'To block several people'],
    ['/vpn kick @joanna 4h stolen', 'accepts no time, such as “4h”'],
    ['/vpn kick bob, anna stolen', 'another person, or does the reason start there'],
  ])('%s leads to a question: %s', async (command, question) => {
    expect(await asks(command)).toContain(question);
    expect(workspace.terminations()).toEqual([]);
  });

  it('a reason that begins with “on” needs double quotes, as the question says', async () => {
    expect(await asks('/vpn kick @joanna on holiday, laptop stolen')).toContain(
      '"on holiday, laptop stolen"',
    );

    const modal = await modalFor('/vpn kick @joanna “on holiday, laptop stolen”');

    expect(textOf(modal)).toContain('Terminate 3 connections');
    expect(reasonIn(modal)).toBe('on holiday, laptop stolen');
  });

  it('a comma after a mention does not turn the reason into a list', async () => {
    const modal = await modalFor('/vpn kick @joanna, stale since noon');

    expect(textOf(modal)).toContain('Terminate 3 connections of *joanna@example.com*');
    expect(reasonIn(modal)).toBe('stale since noon');
  });

  it.each(['/vpn who all', '/vpn who is on', '/vpn who everyone'])('%s shows everyone', async (command) => {
    expect(await asks(command)).toMatch(/^\d+ connections/);
  });

  it('the list of a name of 255 characters has working pages', async () => {
    const helga = workspace.as('helga');

    const list = await helga.in('helpdesk').asks(`/vpn who ${longName}`);
    const second = await helga.turns(list, ({ actionId }) => actionId === 'list_next');

    expect(textOf(second)).toContain('page 2 of 2');
  });
});
