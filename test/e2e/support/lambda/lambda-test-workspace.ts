import { functionBundles } from '../../../bundles/bundles.ts';
import { openTestWorkspace, type TestWorkspace, type TestWorkspaceOptions } from '../test-workspace.ts';
import { lambdaFunctions } from './lambda-functions.ts';
import { type RequestQueue, startRequestQueue } from './request-queue.ts';

/** Acme with its bot on AWS: every function a process of its own, around a queue, a table and a secret. */
export interface LambdaTestWorkspace extends TestWorkspace {
  readonly queue: RequestQueue;
}

const secret = JSON.stringify({
  botToken: 'xoxb-emulated-bot-token',
  signingSecret: 'emulated-signing-secret',
});

/** @param visibilityS How long a request stays with the worker that died with it. */
export async function openLambdaTestWorkspace(
  options: Pick<TestWorkspaceOptions, 'ec2' | 'slack' | 'config' | 'environment' | 'fillHistory'> = {},
  visibilityS?: number,
): Promise<LambdaTestWorkspace> {
  const queue = await startRequestQueue(visibilityS);
  const functions = lambdaFunctions(await functionBundles(), queue);

  const workspace = await openTestWorkspace({
    ...(options.config && { config: options.config }),
    ...(options.slack && { slack: options.slack }),
    fillHistory: options.fillHistory,
    transport: 'http',
    store: 'dynamodb',
    start: functions.start,
    ec2: { ...options.ec2, secrets: { 'bouncer/slack': secret } },
    environment: {
      SLACK_SECRET_ID: 'bouncer/slack',
      SLACK_BOT_TOKEN: undefined,
      SLACK_SIGNING_SECRET: undefined,
      REQUEST_QUEUE_URL: queue.url,
      REFUSED_QUEUE_URL: queue.refusedUrl,
      AWS_ENDPOINT_URL_SQS: queue.endpoint,
      ...options.environment,
    },
  });
  return {
    ...workspace,
    queue,
    kill: functions.killWorkers,
    startAgain: (variables) => functions.startWorkers({ ...workspace.environment, ...variables }),
    async close() {
      await workspace.close();
      await queue.stop();
    },
  };
}
