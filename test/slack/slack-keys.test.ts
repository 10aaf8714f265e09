import { expect, test } from 'vitest';
import { keptKeys, type SlackKeys } from '../../src/slack/slack-keys.ts';

const seconds = 1_000;
const minutes = 60 * seconds;

/** A secret that can be changed, or made unreadable, and a clock that is moved. */
function aScene() {
  const scene = { now: 0, reads: 0, unreadable: 0, secret: keysOf('one') as SlackKeys | undefined };
  const keys = keptKeys(
    async () => {
      scene.reads += 1;
      if (scene.secret === undefined) throw new Error('unreadable');
      return scene.secret;
    },
    () => scene.now,
    () => {
      scene.unreadable += 1;
    },
  );
  return { scene, keys };
}

function keysOf(name: string, before?: SlackKeys['before']): SlackKeys {
  return { botToken: `bot-${name}`, appToken: `app-${name}`, signingSecret: `signing-${name}`, before };
}

test('the keys are read once, however often they are used', async () => {
  const { scene, keys } = aScene();

  await Promise.all([keys.botToken('known'), keys.appToken('newer'), keys.signingSecrets('known')]);
  await keys.signingSecrets('known');

  expect(scene.reads).toBe(1);
});

test('the keys of before the first use are nobody’s: none are read until they are asked for', () => {
  expect(aScene().scene.reads).toBe(0);
});

test('keys that no longer fit are read again, and all of them change', async () => {
  const { scene, keys } = aScene();
  await keys.botToken('known');
  scene.secret = keysOf('two');

  expect(await keys.botToken('known')).toBe('bot-one');
  expect(await keys.botToken('newer')).toBe('bot-two');
  expect(await keys.appToken('known')).toBe('app-two');
  expect(await keys.signingSecrets('known')).toEqual(['signing-two']);
});

test('the signing secret before is good until its time is over', async () => {
  const { scene, keys } = aScene();
  scene.secret = keysOf('two', { signingSecret: 'signing-one', untilMs: 60 * minutes });

  expect(await keys.signingSecrets('known')).toEqual(['signing-two', 'signing-one']);
  scene.now = 60 * minutes - 1;
  expect(await keys.signingSecrets('known')).toEqual(['signing-two', 'signing-one']);
  scene.now = 60 * minutes;
  expect(await keys.signingSecrets('known')).toEqual(['signing-two']);
});

test('forged requests make it read at most once in ten seconds', async () => {
  const { scene, keys } = aScene();
  await keys.signingSecrets('known');

  for (let forged = 0; forged < 600; forged += 1) {
    await Promise.all([keys.signingSecrets('newer'), keys.signingSecrets('newer')]);
    scene.now += 100;
  }

  expect(scene.reads).toBe(1 + 6);
});

test('keys that nobody complains of are read again after ten minutes, and nobody waits for it', async () => {
  const { scene, keys } = aScene();
  await keys.botToken('known');
  scene.secret = keysOf('two');
  scene.now += 10 * minutes;

  expect(await keys.botToken('known')).toBe('bot-one');
  await Promise.resolve();
  expect(await keys.botToken('known')).toBe('bot-two');
  expect(scene.reads).toBe(2);
});

test('a secret that could not be read is read again the next time', async () => {
  const { scene, keys } = aScene();
  scene.secret = undefined;
  await expect(keys.signingSecrets('known')).rejects.toThrow('unreadable');

  scene.secret = keysOf('one');
  expect(await keys.signingSecrets('known')).toEqual(['signing-one']);
});

test('keys that were good stay in use while the secret cannot be read, and that is told', async () => {
  const { scene, keys } = aScene();
  await keys.botToken('known');
  scene.secret = undefined;
  scene.now += 10 * minutes;

  expect(await keys.signingSecrets('newer')).toEqual(['signing-one']);
  expect(await keys.botToken('known')).toBe('bot-one');
  expect(scene.unreadable).toBe(1);
});

test('over HTTP there is no app token, and in Socket Mode no signing secret', async () => {
  const { scene, keys } = aScene();
  scene.secret = { botToken: 'bot', appToken: undefined, signingSecret: undefined, before: undefined };

  expect(await keys.appToken('known')).toBe('');
  expect(await keys.signingSecrets('known')).toEqual([]);
});
