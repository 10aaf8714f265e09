import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkoutFiles } from '../../emulators/demo/demo-files.ts';
import { type Demo, startDemo } from '../../emulators/demo/start-demo.ts';
import { suggestions } from '../../emulators/page/tour/suggestions.ts';
import { eventually } from './support/eventually.ts';
import { type ChannelName, channels, type PersonAtWork, personAtWork } from './support/person-at-work.ts';

const opensModal = /^\/vpn (?:kick|block|unblock) /;

describe('the tour of the demo', () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = await startDemo(await checkoutFiles({ isFresh: true }), 0, { connections: 20, ended: 5 });
    await eventually('the app being online', async () => {
      const { bot } = await personAtWork(demo.slack.url, 'U0HELGA').snapshot();
      return bot.isOnline || undefined;
    });
  });
  afterAll(() => demo?.stop());

  const commands = suggestions.flatMap(({ title, steps }) =>
    steps.flatMap(({ person, channel, text }) =>
      text === undefined ? [] : [{ title, person, channel, text }],
    ),
  );

  it.each(commands)('$text gets what “$title” promises', async ({ person: id, channel, text }) => {
    const person = personAtWork(demo.slack.url, id);
    const here = person.in(nameOf(channel));

    if (opensModal.test(text)) {
      await here.types(text);
      const modal = await person.modal();
      expect(modal.submit).not.toBe('Cancel');
      await close(person, demo.slack.url, modal.id);
    } else {
      const answer = await here.asks(text);
      expect(JSON.stringify(answer.blocks).includes(':no_entry:')).toBe(id === 'U0GUS');
      expect(answer.text).not.toMatch(/Did you mean|No connections match/);
    }
  });
});

function nameOf(channel: string): ChannelName {
  const [name] = Object.entries(channels).find(([, id]) => id === channel) ?? [];
  if (name === undefined) throw new Error(`Nobody knows the channel ${channel} by a name.`);
  return name as ChannelName;
}

async function close({ id: as }: PersonAtWork, url: string, id: string): Promise<void> {
  await fetch(`${url}/client/close`, { method: 'POST', body: JSON.stringify({ as, id }) });
}
