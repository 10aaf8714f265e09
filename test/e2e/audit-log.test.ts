import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../emulators/slack/protocol/client-protocol.ts';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { elementsOf, textOf } from './support/elements.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork, Which } from './support/person-at-work.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('responders read the audit log in Slack', () => {
  let workspace: TestWorkspace;
  let omar: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    omar = workspace.as('omar');
    for (let n = 1; n <= 23; n += 1) {
      await answerAnywhere(workspace.as('lena'), 'leads', `/vpn kick attempt-${n}@example.com because`);
    }
  });
  afterAll(() => workspace?.close());

  it('page by page, each action once, with a way back, visible to them alone', async () => {
    const first = await omar.in('secops').asks('/vpn audit');
    const second = await omar.turns(first, isNext);
    const third = await omar.turns(second, isNext);
    const back = await omar.turns(third, ({ actionId }) => actionId === 'record_previous');

    const pages = [first, second, third].map(numbersOn);
    expect(pages.flat()).toEqual(Array.from({ length: 23 }, (_, n) => 23 - n));
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(elementsOf(third).some(isNext)).toBe(false);
    expect(numbersOn(back)).toEqual(pages[1]);
    expect(first.onlyFor).toBe(omar.id);
    expect(elementsOf(first).map(({ actionId }) => actionId)).not.toContain('list_share');
  });

  it('by name, by number, and by person, with a kick’s previous and current status', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
    await submitKick(omar, 'secops', session);
    await omar.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));
    const kicked = (await workspace.entries()).filter(({ target }) => target === 'bob@example.com');

    const byName = await omar.in('secops').asks('/vpn audit attempt-7@');
    const byNumber = await omar.in('secops').asks('/vpn audit #3');
    const byConnection = await omar.in('secops').asks(`/vpn audit ${session}`);
    const byPerson = await omar.in('secops').asks('/vpn audit @bob');

    expect(numbersOn(byName)).toEqual([7]);
    expect(numbersOn(byNumber)[0]).toBe(3);
    expect(numbersOn(byConnection)).toEqual([kicked[0]?.seq]);
    expect(numbersOn(byPerson)).toEqual([kicked[0]?.seq]);
    expect(textOf(byPerson)).toContain('terminated 1 of 1 connection of');

    const details = await omar.turns(byPerson, isDetails);
    expect(textOf(details)).toContain('active → ');
    for (const { hash } of kicked.slice(0, 3)) expect(textOf(details)).toContain(hash.slice(0, 8));
    expect(numbersOn(await omar.turns(details, isBack))).toEqual([kicked[0]?.seq]);
  });

  it('by whom, about whom, since when and of which kind', async () => {
    const denied = await omar.in('secops').asks('/vpn audit by @lena kind denied since 1h about attempt-2');
    const kicks = await omar.in('secops').asks('/vpn audit kind kick by @omar');
    const before = await omar.in('secops').asks('/vpn audit kind kick by @lena');
    const unclear = await omar.in('secops').asks('/vpn audit since noon');

    expect(numbersOn(denied)).toEqual([23, 22, 21, 20, 2]);
    expect(numbersOn(kicks)).toHaveLength(1);
    expect(textOf(before)).toContain('No actions found');
    expect(textOf(unclear)).toContain('since 7d');
  });

  it('exported as CSV and JSON Lines, to the person who pressed the button', async () => {
    const found = await omar.in('secops').asks('/vpn audit attempt-7@');

    await omar.presses(found, ({ actionId }) => actionId === 'record_export');

    const sent = await omar.inDirectMessage().sees('the files', ({ files }) => files.length > 0);
    expect(sent.files.map(({ name }) => name.replace(/^audit-log-[\d-]+/, ''))).toEqual(['.csv', '.jsonl']);
    await omar.in('secops').sees('where they are', (message) => textOf(message).includes('Exported 1 entry'));
    expect((await workspace.as('helga').snapshot()).messages.flatMap(({ files }) => files)).toEqual([]);
  });

  it('a channel without the grant is shown nothing; only people in another channel that has it are told so', async () => {
    const refused = textOf(await omar.in('helpdesk').asks('/vpn audit'));
    const stranger = textOf(await workspace.as('helga').in('helpdesk').asks('/vpn audit'));

    expect(refused).toContain('You can’t read the audit log');
    expect(refused).toContain('You can in <#C0SECOPS>.');
    expect(stranger).toContain('You can’t read the audit log');
    expect(stranger).not.toContain('C0SECOPS');
    for (const text of [refused, stranger]) expect(text).not.toContain('attempt-');
  });

  it('a typo is corrected', async () => {
    const corrected = await omar.in('secops').asks('/vpn adit');

    expect(textOf(corrected)).toContain('/vpn audit');
  });

  it('a corrupted entry is reported, and the others are shown', async () => {
    const database = new DatabaseSync(join(workspace.folder, 'bouncer.db'));
    database.exec('DROP TRIGGER entry_is_never_changed');
    database.exec(`UPDATE entry SET json = '{}' WHERE seq = 23`);
    database.close();

    const shown = await omar.in('secops').asks('/vpn audit attempt-22');

    expect(textOf(shown)).toContain('Entry 23* can’t be read');
    expect(numbersOn(shown)).toEqual([22]);
  });
});

const isNext: Which = ({ actionId }) => actionId === 'record_next';

const isDetails: Which = ({ actionId }) => actionId === 'record_details';
const isBack: Which = ({ actionId }) => actionId === 'record_back';

/** The number of the first entry of each action that a message shows, in its order. */
function numbersOn(message: Message): readonly number[] {
  return [...textOf(message).matchAll(/· entr(?:y|ies) (\d+)\b(?! and earlier)/g)].map(([, seq]) =>
    Number(seq),
  );
}
