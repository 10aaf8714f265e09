import { afterAll, beforeAll, expect, test } from 'vitest';
import { acme } from '../../../emulators/slack/acme.ts';
import { acmeOnGrid } from '../../../emulators/slack/acme-on-grid.ts';
import { exercise } from './exercise.ts';
import { type FieldKinds, fieldKinds } from './field-kinds.ts';
import { slackFields } from './fields/slack-fields.ts';
import { manifestFile } from './manifest-file.ts';
import { rowsUnder } from './readme-table.ts';

const expected = Object.entries(slackFields);

/** By method or payload, what was sent; null counts as sent, and is of every kind. */
const sent = new Map<string, FieldKinds>();
const leftOut = new Map(
  rowsUnder('answer or payload', 'fields left out').map(([name = '', fields = '']) => [
    name,
    fields.split(', '),
  ]),
);
let remove = async () => {};

beforeAll(async () => {
  const scopes = ['users:read', 'users:read.email', 'channels:read', 'groups:read', 'usergroups:read'];
  const more = ['commands', 'chat:write', 'channels:history', 'groups:history', 'im:write', 'files:write'];
  const manifest = await manifestFile({
    scopes: [...scopes, ...more],
    hasHomeTab: true,
    events: ['app_home_opened'],
  });
  remove = manifest.remove;
  for (const content of [acme, acmeOnGrid]) {
    for (const seed of [1, 2, 3, 4]) {
      for (const { name, body } of await exercise(manifest.path, content, seed)) note(name, body);
    }
  }
});
afterAll(() => remove());

test.each(expected)(
  '%s is sent with every field that Slack sends, or the README lists what is left out',
  (name, fields) => {
    const listed = leftOut.get(name) ?? [];
    const missing = Object.keys(fields).filter(
      (field) => !sent.get(name)?.has(field) && !isListed(listed, field),
    );

    expect(missing).toEqual([]);
  },
);

test.each(expected)('%s is sent with values of the kinds that Slack sends', (name, fields) => {
  const wrong = Object.entries(fields).flatMap(([field, kind]) => {
    const others = [...(sent.get(name)?.get(field) ?? [])].filter((each) => each !== 'null' && each !== kind);
    return others.map((each) => `${field}: ${each} for ${kind}`);
  });

  expect(wrong).toEqual([]);
});

test('the README lists no field that is sent, and none that Slack does not send', () => {
  const needless = [...leftOut].flatMap(([name, fields]) =>
    fields.filter(
      (listed) =>
        !Object.keys(slackFields[name] ?? {}).some((field) => isListed([listed], field)) ||
        [...(sent.get(name)?.keys() ?? [])].some((field) => isListed([listed], field)),
    ),
  );

  expect(needless).toEqual([]);
});

/** A field that is left out takes with it whatever would stand in it. */
function isListed(listed: readonly string[], field: string): boolean {
  return listed.some((each) => field === each || field.startsWith(`${each}.`));
}

function note(name: string, body: unknown): void {
  const fields: FieldKinds = sent.get(name) ?? new Map();
  sent.set(name, fields);
  for (const [field, kinds] of fieldKinds(body)) {
    fields.set(field, new Set([...(fields.get(field) ?? []), ...kinds]));
  }
}
