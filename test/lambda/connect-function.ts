import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { onTestFinished } from 'vitest';
import { type Lambda, startLambda } from '../../emulators/lambda/start-lambda.ts';
import { functionBundles } from '../bundles/bundles.ts';

const name = 'AWSClientVPN-bouncer';

/** The connect handler as it is deployed: its bundle, in a process that knows nothing but its environment. */
export interface ConnectFunction {
  /** @returns The answer; `error` tells that the handler threw, timed out or ended. */
  ask(event: unknown): Promise<{ readonly answer: unknown; readonly error: string | undefined }>;
  readonly lambda: Lambda;
}

export interface StartedConnectFunction extends ConnectFunction {
  stop(): Promise<void>;
}

/** Opens the function for one test. */
export async function openConnectFunction(
  variables: Readonly<Record<string, string>>,
): Promise<ConnectFunction> {
  const started = await startConnectFunction(variables);
  onTestFinished(() => started.stop());
  return started;
}

/** Starts the function for as many tests as the caller wants. Its process starts with the first event. */
export async function startConnectFunction(
  variables: Readonly<Record<string, string>>,
): Promise<StartedConnectFunction> {
  const file = join(await functionBundles(), 'connect-handler', 'index.mjs');
  const lambda = await startLambda({ functions: [{ name, file, variables }] });
  const credentials = { accessKeyId: 'AKIACLIENTVPN0000000', secretAccessKey: 'secret-of-the-service' };
  const client = new LambdaClient({ endpoint: lambda.url, region: 'eu-west-1', credentials });

  return {
    lambda,
    async ask(event) {
      const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) });
      const { Payload, FunctionError } = await client.send(command);
      return { answer: JSON.parse(new TextDecoder().decode(Payload)), error: FunctionError };
    },
    async stop() {
      client.destroy();
      await lambda.stop();
    },
  };
}

/** An event as the Client VPN service sends it, with parts of it replaced. */
export function connectEvent(version: 'v1' | 'v2' | 'v3', over: object = {}): object {
  const file = new URL(`events/${version}.json`, import.meta.url);
  return { ...JSON.parse(readFileSync(file, 'utf8')), ...over };
}
