import { ask, type Figure } from './figure.ts';
import { bundleSizeRows, measureBundleSizes } from './lambda/bundle-sizes.ts';
import { coldStartRows, measureColdStarts } from './lambda/cold-starts.ts';
import { openLambdaBench } from './lambda/lambda-bench.ts';
import { measureRequestToTerminate, requestToTerminateRow } from './lambda/request-to-terminate.ts';
import { tableOf } from './table.ts';

/** How fast are the functions on AWS, with emulators in the place of AWS and Slack? */
export async function measureLambda(): Promise<readonly Figure[]> {
  const bench = await openLambdaBench();
  try {
    return [
      ...(await ask(bundleSizeRows, () => measureBundleSizes(bench))),
      ...(await ask(coldStartRows, () => measureColdStarts(bench))),
      ...(await ask([requestToTerminateRow], () => measureRequestToTerminate(bench))),
    ];
  } finally {
    await bench.workspace.close();
  }
}

if (import.meta.main) {
  process.stdout.write(`${tableOf(await measureLambda())}\n`);
  process.exit(0);
}
