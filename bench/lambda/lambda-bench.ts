import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Bundles, bundleAll } from '../../infra/bundles.ts';
import { acmeConfig } from '../../test/e2e/support/bot-config.ts';
import { type LambdaCompany, openLambdaCompany } from '../../test/e2e/support/lambda/lambda-company.ts';

/** What the functions are measured with: built as they are deployed, beside a company that runs on them. */
export interface LambdaBench {
  readonly bundles: Bundles;
  readonly company: LambdaCompany;
  readonly environment: Readonly<Record<string, string>>;
  readonly signingSecret: string;
}

export async function openLambdaBench(): Promise<LambdaBench> {
  const company = await openLambdaCompany();
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-bench-'));
  const configPath = join(folder, 'bouncer.yml');
  await writeFile(configPath, stringify({ ...acmeConfig, store: { dynamodb: 'bouncer' } }));

  const { environment, slack } = company;
  return { bundles: await bundleAll(configPath), company, environment, signingSecret: slack.signingSecret };
}
