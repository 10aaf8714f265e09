import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { Environment } from '../config/environment.ts';
import { type Config, loadConfig } from '../config/load-config.ts';
import { failureFrom } from '../domain/failure.ts';
import { type Bouncer, compose } from './compose.ts';
import { startHttpServer } from './http-server.ts';
import { clockSetText, createLogger, logObservers } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { runJobsRegularly } from './run-jobs.ts';

/** The process ends within twenty seconds, including time to disconnect from Slack; orchestrators kill after thirty. */
const drainMs = 15_000;

/**
 * Runs Bouncer until a signal asks it to stop.
 *
 * @returns The exit code: 0 after a clean drain.
 * @throws {InvalidConfig}
 * @throws {Failure} when Bouncer cannot start.
 */
export async function serve(environment: Environment): Promise<number> {
  const config = loadConfig(environment);
  const log = createLogger();
  const metrics = createMetrics();
  const stopRequested = firstSignal(log);
  endOnUnhandled(log);

  const logs = logObservers(log);
  const bouncer = await compose(config, {
    ...logs,
    onAwsCall(call) {
      metrics.onAwsCall(call);
      logs.onAwsCall(call);
    },
    onRequest: metrics.onRequest,
    onEntry(entry) {
      metrics.onEntry(entry);
      logs.onEntry(entry);
    },
    usage: metrics.usage,
    onClockSet: (byMs) => log.warn({ byMs }, clockSetText(byMs)),
  });
  if (bouncer.openSockets) metrics.watchSockets(bouncer.openSockets);
  const server = await startServing(config, bouncer, metrics, log);

  const stopResuming = runJobsRegularly(bouncer.resume, log.child({ from: 'jobs' }));

  await stopRequested;
  log.info('stopping: finishing work in progress');
  await bouncer.stop(drainMs, stopResuming(drainMs));
  server.closeAllConnections();
  server.close();
  log.info('stopped');
  return 0;
}

async function startServing(
  config: Config,
  bouncer: Bouncer,
  metrics: ReturnType<typeof createMetrics>,
  log: Logger,
): Promise<Server> {
  const server = await startHttpServer(config, {
    metrics,
    unready: bouncer.unready,
    slack: bouncer.requestListener,
  });
  await bouncer.start();
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : config.port;
  log.info(
    { workspace: bouncer.workspace, mode: bouncer.mode, port, endpoints: config.rules.endpoints.length },
    'ready',
  );
  return server;
}

/**
 * Ends the process on an unhandled rejection. Slack's libraries leave some failures unhandled, such as a rate limit when
 * a socket is opened. Restarting is safer than continuing in an unknown state.
 */
function endOnUnhandled(log: Logger): void {
  process.on('unhandledRejection', (reason) => {
    log.fatal({ err: failureFrom(reason) }, 'unhandled failure: the process ends');
    process.exit(1);
  });
}

/** Resolves at the first signal. A second one ends the process at once. */
function firstSignal(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    let isRequested = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (isRequested) process.exit(1);
        isRequested = true;
        log.info({ signal }, 'asked to stop');
        resolve();
      });
    }
  });
}
