import { expect, test } from 'vitest';
import { keptKeys, type SlackKeys } from '../../src/lambda/slack-keys.ts';

const minute = 60_000;

/** A secret that can be changed, or made unreadable, and a clock that is moved. */
function aScene() {
  const scene = { now: 0, reads: 0, secret: keysOf('one') as SlackKeys | undefined };
  const keys = keptKeys(
    async () => {
      scene.reads += 1;
      if (scene.secret === undefined) throw new Error('unreadable');
      return scene.secret;
    },
    () => scene.now,
  );
  return { scene, keys };
}

function keysOf(name: string): SlackKeys {
  return { botToken: `token-${name}`, signingSecret: `secret-${name}` };
}

test('the secret is read once, however often its keys are used', async () => {
  const { scene, keys } = aScene();

  await Promise.all([keys.botToken('known'), keys.signingSecrets('known'), keys.signingSecrets('known')]);

  expect(scene.reads).toBe(1);
});

test('after a change the new keys are found, and the old signing secret is good for an hour', async () => {
  const { scene, keys } = aScene();
  await keys.botToken('known');
  scene.secret = keysOf('two');
  scene.now += minute;

  expect(await keys.signingSecrets('newer')).toEqual(['secret-two', 'secret-one']);
  expect(await keys.botToken('known')).toBe('token-two');

  scene.now += 60 * minute;
  expect(await keys.signingSecrets('known')).toEqual(['secret-two']);
});

test('forged requests do not make it ask more than once a minute', async () => {
  const { scene, keys } = aScene();
  await keys.signingSecrets('known');
  scene.now += minute;

  for (let forged = 0; forged < 100; forged += 1) await keys.signingSecrets('newer');

  expect(scene.reads).toBe(2);
});

test('a secret that could not be read is read again the next time', async () => {
  const { scene, keys } = aScene();
  scene.secret = undefined;
  await expect(keys.signingSecrets('known')).rejects.toThrow('unreadable');

  scene.secret = keysOf('one');
  expect(await keys.signingSecrets('known')).toEqual(['secret-one']);
});

test('keys that were good stay in use while the secret cannot be read', async () => {
  const { scene, keys } = aScene();
  await keys.botToken('known');
  scene.secret = undefined;
  scene.now += minute;

  expect(await keys.signingSecrets('newer')).toEqual(['secret-one']);
  expect(await keys.botToken('known')).toBe('token-one');
});
