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

it('asks for one thing that is to be checked', async () => {
  expect(await validate({})).toMatchObject({ ok: false, error: 'invalid_arguments' });
  expect(await validate({ blocks: [], view: {} })).toMatchObject({ ok: false, error: 'invalid_arguments' });
});

const title = { type: 'plain_text', text: 'Modal' };
const divider = { type: 'divider' };

it.each([
  ['view', { view: { type: 'modal', title, blocks: [divider] } }],
  ['view of the Home tab', { view: { type: 'home', blocks: [divider] } }],
  ['message', { message: { text: 'Hello', blocks: [divider] } }],
])('takes a %s', async (_, parameters) => {
  expect(await validate(parameters)).toMatchObject({ ok: true });
});

it.each([
  ['view', { view: { type: 'modal', blocks: [{ type: 'bogus' }], title } }, '/blocks/0/type'],
  ['message', { message: { blocks: [{ type: 'bogus' }] } }, '/blocks/0/type'],
])('says where a %s breaks a rule', async (kind, parameters, pointer) => {
  expect(await validate(parameters)).toMatchObject({
    ok: false,
    error: `invalid_${kind}`,
    errors: [{ pointer }],
  });
});
