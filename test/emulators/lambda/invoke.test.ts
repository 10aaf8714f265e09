import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { startLambda } from '../../../emulators/lambda/start-lambda.ts';

const source = `
let calls = 0;
export async function handler(event) {
  calls += 1;
  console.log('asked ' + event.ask);
  if (event.ask === 'throw') throw new RangeError('out of range');
  if (event.ask === 'exit') process.exit(7);
  if (event.ask === 'hang') await new Promise(() => setInterval(() => {}, 1000));
  if (event.ask === 'wait') await new Promise((resolve) => setTimeout(resolve, 200));
  if (event.ask === 'nothing') return undefined;
  return { calls, mood: process.env.MOOD, home: process.env.HOME, function: process.env.AWS_LAMBDA_FUNCTION_NAME };
}`;

/** @param timeoutMs By default far above what anything takes on a busy machine. */
async function aScene(variables: Readonly<Record<string, string>> = {}, timeoutMs = 60_000) {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-'));
  const file = join(folder, 'index.mjs');
  await writeFile(file, source);
  const lambda = await startLambda({ functions: [{ name: 'greeter', file, variables, timeoutMs }] });
  const credentials = { accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'secret' };
  const client = new LambdaClient({ endpoint: lambda.url, region: 'eu-west-1', credentials });
  onTestFinished(async () => {
    client.destroy();
    await lambda.stop();
    await rm(folder, { recursive: true });
  });

  const invoke = async (ask: string, FunctionName = 'greeter') => {
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ ask }) }));
    const payload: unknown = JSON.parse(new TextDecoder().decode(answer.Payload));
    return { error: answer.FunctionError, payload, status: answer.StatusCode };
  };
  return { lambda, client, invoke };
}

test('a function runs in a separate process with nothing but its variables', async () => {
  const { invoke } = await aScene({ MOOD: 'good' });

  expect(await invoke('hello')).toEqual({
    error: undefined,
    status: 200,
    payload: { calls: 1, mood: 'good', function: 'greeter' },
  });
});

test('an environment is reused, and a second one starts only while it is busy', async () => {
  const { lambda, invoke } = await aScene();

  await invoke('hello');
  expect(await invoke('hello')).toMatchObject({ payload: { calls: 2 } });
  expect(lambda.coldStarts('greeter')).toBe(1);

  await Promise.all([invoke('wait'), invoke('wait')]);
  expect(lambda.coldStarts('greeter')).toBe(2);
});

test.each([
  ['throw', { errorType: 'RangeError', errorMessage: 'out of range' }],
  ['exit', { errorType: 'Runtime.ExitError' }],
  ['hang', { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 1.00 seconds' }],
])('a handler that does %s answers with a function error', async (ask, payload) => {
  const { invoke } = await aScene({}, ask === 'hang' ? 1_000 : undefined);

  expect(await invoke(ask)).toMatchObject({ error: 'Unhandled', status: 200, payload });
});

test('the next event after a crash runs in a new environment', async () => {
  const { lambda, invoke } = await aScene();
  await invoke('exit');

  expect(await invoke('hello')).toMatchObject({ payload: { calls: 1 } });
  expect(lambda.coldStarts('greeter')).toBe(2);
});

test('a handler that returns nothing answers null', async () => {
  const { invoke } = await aScene();

  expect(await invoke('nothing')).toMatchObject({ error: undefined, payload: null });
});

test.each([
  'arn:aws:lambda:eu-west-1:111122223333:function:greeter',
  'arn:aws:lambda:eu-west-1:111122223333:function:greeter:live',
  'greeter:3',
])('%s names the function', async (name) => {
  const { invoke } = await aScene();

  expect(await invoke('hello', name)).toMatchObject({ payload: { function: 'greeter' } });
});

test('what a function writes is its log', async () => {
  const { lambda, invoke } = await aScene();
  await invoke('hello');

  expect(lambda.log('greeter')).toContain('asked hello');
});

test('an unknown function is refused by its name', async () => {
  const { invoke } = await aScene();

  await expect(invoke('hello', 'stranger')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('what is not emulated is refused', async () => {
  const { lambda, client } = await aScene();

  const asynchronous = new InvokeCommand({ FunctionName: 'greeter', InvocationType: 'Event' });
  await expect(client.send(asynchronous)).rejects.toMatchObject({ name: 'NotEmulatedException' });
  const { status } = await fetch(`${lambda.url}/2015-03-31/functions/`);
  expect(status).toBe(404);
});

test('an unsigned request is refused', async () => {
  const { lambda } = await aScene();

  const path = '/2015-03-31/functions/greeter/invocations';
  const { status } = await fetch(`${lambda.url}${path}`, { method: 'POST', body: '{}' });
  expect(status).toBe(403);
});
