import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InvalidConfig } from '../src/config/invalid-config.ts';
import { type BouncerAppOptions, bouncerApp } from './bouncer-app.ts';
import { bundleAll } from './bundles.ts';
import { ParameterBucket } from './parameter-bucket.ts';
import { infraSettingsFrom } from './settings.ts';
import { writeTemplates } from './write-templates.ts';

/**
 * `npm run infra:synth`: writes what would be deployed, without calling AWS. `BOUNCER_REGION` selects another Region than that
 * of the first endpoint, `BOUNCER_OWN_KEY=1` encrypts the audit log with the operator's own key;
 * `BOUNCER_CONNECT_RESERVED` and `BOUNCER_CONNECT_PROVISIONED` reserve capacity for the connect handler.
 *
 * With `--template`, it writes to `cdk.out/templates` what can be deployed without the CDK: CloudFormation templates, and the
 * functions' code in `assets/`, for a bucket that their parameters name.
 */
const { BOUNCER_CONFIG = './bouncer.yml', BOUNCER_OWN_KEY = '', CDK_OUTDIR = 'cdk.out' } = process.env;
try {
  const { values } = parseArgs({ options: { template: { type: 'boolean', default: false } } });
  const settings = infraSettingsFrom(BOUNCER_CONFIG, process.env);
  const bundles = await bundleAll(BOUNCER_CONFIG);
  const app = { settings, bundles, ownKey: BOUNCER_OWN_KEY !== '' };
  const written = values.template
    ? await templates(app, join(CDK_OUTDIR, 'templates'))
    : bouncerApp({ ...app, outdir: CDK_OUTDIR })
        .synth()
        .stacks.map(({ id }) => id);
  process.stdout.write(`${written.join('\n')}\n`);
} catch (error) {
  if (error instanceof InvalidConfig) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 78;
  } else if (isWrongOption(error)) {
    process.stderr.write(`${error.message}\nThe only option is --template.\n`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}

function isWrongOption(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

async function templates(app: Omit<BouncerAppOptions, 'outdir'>, folder: string): Promise<readonly string[]> {
  const synthesizer = new ParameterBucket();
  const outdir = await mkdtemp(join(tmpdir(), 'bouncer-templates-'));
  const assembly = bouncerApp({ ...app, outdir, synthesizer }).synth();
  const names = await writeTemplates(assembly, synthesizer.assets, folder);
  return names.map((name) => join(folder, name));
}
