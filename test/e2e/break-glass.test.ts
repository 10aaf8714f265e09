import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { textOf } from './support/elements.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('break-glass', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    // Anna is in the group, Omar is not.
    workspace = await openTestWorkspace({ config: { security: { breakGlass: ['S0PLATFORM'] } } });
    workspace.connect('prod-eu', 'svc-backup@example.com');
  });
  afterAll(() => workspace?.close());

  it('is denied to a person who is not listed, and recorded, before a modal opens', async () => {
    const command = '/vpn kick svc-backup@example.com break-glass the key leaked';
    const answer = await answerAnywhere(workspace.as('omar'), 'secops', command);

    expect(answer).toContain('You’re not authorized for break-glass');
    expect((await workspace.entries()).at(-1)).toMatchObject({
      kind: 'refused',
      actor: { id: 'U0OMAR' },
      detail: 'break_glass_denied (kick)',
    });
    expect(workspace.terminations()).toEqual([]);
  });

  it('is authorized again at the submission: a person who left the group is denied', async () => {
    const anna = workspace.as('anna');
    await anna.in('secops').types('/vpn kick svc-backup@example.com break-glass the key leaked');
    const modal = await anna.modal();
    await workspace.restart({ security: { breakGlass: ['S0FINANCE'] } });

    const answer = await anna
      .inDirectMessage()
      .answerTo(() => anna.submits(modal, { reason: 'the key leaked' }));

    expect(textOf(answer)).toContain('You’re not authorized for break-glass');
    expect(workspace.terminations()).toEqual([]);
    await workspace.restart();
  });

  it('terminates the connection for a member of the group, which the modal, the channel and the audit channel show', async () => {
    const anna = workspace.as('anna');
    await anna.in('secops').types('/vpn kick svc-backup@example.com break-glass the key leaked');
    const modal = await anna.modal();
    await anna.submits(modal, { reason: 'the key leaked' });
    const ended = await anna
      .in('secops')
      .sees('the end', ({ text }) => text.startsWith('1 connection terminated'));
    const omar = workspace.as('omar');
    await omar.in('audit').sees('the record of it', ({ text }) => tellsOfTermination(text));
    const announced = await omar
      .in('audit')
      .sees('the warning', ({ text }) => text.startsWith(':rotating_light: Break-glass'));

    expect(textOf(modal)).toContain('Break-glass');
    expect(textOf(ended)).toContain('Break-glass');
    expect(textOf(announced)).toContain('the key leaked');
    const kinds = (await workspace.entries()).map(({ kind }) => kind).filter((kind) => kind !== 'refused');
    expect(kinds).toEqual(['break-glass', 'requested', 'finished', 'confirmed']);
  });
});
