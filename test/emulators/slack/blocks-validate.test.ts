import { expect, it, onTestFinished } from 'vitest';
import { startSlack } from '../../../emulators/slack/start-slack.ts';
import { manifestFile } from './manifest-file.ts';

async function validate(parameters: Readonly<Record<string, unknown>>) {
  const manifest = await manifestFile({});
  const slack = await startSlack({ manifest: manifest.path });
  onTestFinished(async () => {
    await slack.stop();
    await manifest.remove();
  });
  const response = await fetch(`${slack.url}/api/blocks.validate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

it('takes blocks that a message may have, without a token', async () => {
  const blocks = [{ type: 'section', text: { type: 'plain_text', text: 'Hello' } }];

  expect(await validate({ blocks })).toMatchObject({ ok: true });
});

it('says where blocks break a rule', async () => {
  const blocks = [{ type: 'section', text: { type: 'plain_text', text: '' } }];

  expect(await validate({ blocks })).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    errors: [{ code: 'failed_constraint', pointer: '/0/text/text' }],
  });
});

it('asks for what is to be checked', async () => {
  expect(await validate({})).toMatchObject({ ok: false, error: 'invalid_arguments' });
});
