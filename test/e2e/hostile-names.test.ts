import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, Modal } from '../../emulators/slack/protocol/client-protocol.ts';
import { elementsOf, markupOf, terminateButtons, textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const hostileNames = [
  '*bold* _slanted_ ~struck~ `code`',
  '<!channel> <@U0HELGA|the boss> <https://evil.example|AWS console>',
  'invoice\u202Efdp.exe\u200B',
  'x'.repeat(300),
  '\u{1F98A}'.repeat(200),
  ':boom: & <b>"quoted"</b>',
  '',
];
/** What Slack would act on. */
const harmfulMarkup = /<!channel>|<@U0HELGA\||<https:|\*bold\*|_slanted_|:boom:|<b>/u;
/** What nobody sees, and what turns the text around it. */
const invisible = /[\u200B\u202E]/u;

describe('hostile names are shown harmlessly, and their connections can be terminated', () => {
  let workspace: TestWorkspace;
  let omar: PersonAtWork;
  let connections: readonly string[];
  let list: Message;
  const modals: Modal[] = [];

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    omar = workspace.as('omar');
    connections = hostileNames.flatMap((name) => workspace.connect('lab', name));
    list = await omar.in('secops').asks('/vpn who on lab');

    for (const session of connections) {
      await omar.presses(list, ({ value }) => value.includes(session));
      const modal = await omar.modal();
      modals.push(modal);
      await omar.submits(modal, { reason: 'whatever it is called' });
    }
    await eventually('the end of all of them', async () => {
      const announced = await omar.in('audit').messages();
      const ends = announced.filter(({ text }) => tellsOfTermination(text));
      return ends.length === connections.length || undefined;
    });
  });
  afterAll(() => workspace?.close());

  it('each has its own button, and one Terminate call', () => {
    const pressed = terminateButtons(list).filter(({ value }) =>
      connections.some((id) => value.includes(id)),
    );

    expect(pressed).toHaveLength(hostileNames.length);
    expect(workspace.terminations(...connections)).toHaveLength(hostileNames.length);
  });

  it('lists, modals, outcomes and announcements contain no markup and no invisible text', async () => {
    const outcomes = await omar.in('secops').messages();
    const announced = await omar.in('audit').messages();

    for (const surface of [...modals, ...outcomes, ...announced]) {
      expect(markupOf(surface)).not.toMatch(harmfulMarkup);
      expect(textOf(surface)).not.toMatch(invisible);
    }
  });

  it('the audit log keeps each name as AWS returned it, and the connection id if there is no name', async () => {
    const targets = new Set((await workspace.entries()).map(({ target }) => target));

    expect([...targets]).toEqual([...hostileNames.slice(0, -1), connections.at(-1)]);
  });

  it('a certificate that several people share is counted and listed before the confirmation', async () => {
    const shared = workspace.connect('lab', 'kiosk.example.com', 3);

    await omar.in('secops').types('/vpn kick kiosk.example.com');
    const modal = await omar.modal();

    const listed = elementsOf(modal).flatMap(({ options }) => options);
    expect(listed.toSorted()).toEqual(shared.toSorted());
    expect(textOf(modal)).toContain('3 connections are identified only by a certificate');
  });
});
