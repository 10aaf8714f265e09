import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Loads a function and hands it events, as Lambda's Node runtime does: one at a time, what it throws as an error.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
const [file = ''] = process.argv.slice(2);
// The function finds only the variables that it was deployed with.
delete process.env.NODE_COMPILE_CACHE;
const loading = load(file);
// Reported with the first event.
loading.catch(() => {}).then(() => process.send?.({ initialized: true }));

interface Message {
  readonly event: unknown;
  readonly timeoutMs: number;
}

process.on('message', async ({ event, timeoutMs }: Message) => {
  const endsAt = Date.now() + timeoutMs;
  try {
    const handler = await loading;
    const result = await handler(event, { getRemainingTimeInMillis: () => endsAt - Date.now() });
    process.send?.({ result: result ?? null });
  } catch (error) {
    const { name, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    process.send?.({ error: { errorType: name, errorMessage, trace: [] } });
  }
});

/** A module may still wait for something at its top level: that belongs to the initialization. */
async function load(path: string): Promise<(event: unknown, context: object) => Promise<unknown>> {
  const module: { readonly handler?: unknown } = await import(pathToFileURL(path).href);
  // An environment is ended without notice, before Node would do this.
  flushCompileCache();
  const { handler } = module;
  if (typeof handler !== 'function') throw new TypeError(`${path} exports no handler`);
  return async (event, context) => handler(event, context);
}
