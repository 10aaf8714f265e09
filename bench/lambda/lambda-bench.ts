import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Bundles, bundleAll } from '../../infra/bundles.ts';
import { acmeConfig } from '../../test/e2e/support/bot-config.ts';
import {
  type LambdaTestWorkspace,
  openLambdaTestWorkspace,
} from '../../test/e2e/support/lambda/lambda-test-workspace.ts';

/** The functions, built as they are deployed, and a workspace that runs on them. */
export interface LambdaBench {
  readonly bundles: Bundles;
  readonly workspace: LambdaTestWorkspace;
  readonly environment: Readonly<Record<string, string>>;
  readonly signingSecret: string;
}

export async function openLambdaBench(): Promise<LambdaBench> {
  const workspace = await openLambdaTestWorkspace();
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-bench-'));
  const configPath = join(folder, 'bouncer.yml');
  await writeFile(configPath, stringify({ ...acmeConfig, store: { dynamodb: 'bouncer' } }));

  const { environment, slack } = workspace;
  return { bundles: await bundleAll(configPath), workspace, environment, signingSecret: slack.signingSecret };
}
