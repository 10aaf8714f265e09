import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

/**
 * The hook by which the Slack CLI reads `manifest.yml`; that of `@slack/cli-hooks` reads only `manifest.json`. The CLI passes
 * `--source`, and by its protocol `message-boundaries` the text that has to be on both sides of the answer.
 *
 * @see https://docs.slack.dev/tools/slack-cli/reference/hooks
 */
const { values } = parseArgs({ strict: false, options: { boundary: { type: 'string', default: '' } } });
const manifest = parse(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8'));
process.stdout.write(`${values.boundary}${JSON.stringify(manifest)}${values.boundary}\n`);
