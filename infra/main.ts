import { InvalidConfig } from '../src/config/invalid-config.ts';
import { bouncerApp } from './bouncer-app.ts';
import { bundleAll } from './bundles.ts';
import { infraSettingsFrom } from './settings.ts';

/**
 * `npm run infra:synth`: writes what would be deployed, without calling AWS. `BOUNCER_REGION` selects another Region than that
 * of the first endpoint, `BOUNCER_OWN_KEY=1` encrypts the audit log with the operator's own key;
 * `BOUNCER_CONNECT_RESERVED` and `BOUNCER_CONNECT_PROVISIONED` reserve capacity for the connect handler.
 */
const { BOUNCER_CONFIG = './bouncer.yml', BOUNCER_OWN_KEY = '', CDK_OUTDIR = 'cdk.out' } = process.env;
try {
  const settings = infraSettingsFrom(BOUNCER_CONFIG, process.env);
  const bundles = await bundleAll(BOUNCER_CONFIG);
  const { stacks } = bouncerApp({
    settings,
    bundles,
    ownKey: BOUNCER_OWN_KEY !== '',
    outdir: CDK_OUTDIR,
  }).synth();
  process.stdout.write(`${stacks.map(({ id }) => id).join('\n')}\n`);
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 78;
}
