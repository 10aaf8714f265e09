import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { configPathFrom, type Environment } from '../../config/environment.ts';
import { fileSettingsFrom } from '../../config/file-settings.ts';
import { InvalidConfig } from '../../config/invalid-config.ts';
import { given } from '../../config/slack-tokens.ts';
import { failureFrom } from '../../domain/failure.ts';
import { remedyFor } from '../../features/doctor/attempt.ts';
import { identifyBot } from '../../slack/identify-bot.ts';
import { listJoinedChannels } from '../../slack/list-joined-channels.ts';
import { keptKeys } from '../../slack/slack-keys.ts';
import { slackLogger } from '../../slack/slack-logger.ts';
import { webClients } from '../../slack/web-clients.ts';
import { shippedFile } from '../shipped-file.ts';
import { chooseChannels, chooseEndpoints, type InitOptions } from './choices.ts';
import { type ChosenSettings, configText } from './config-text.ts';
import { print, printed, say } from './print.ts';
import { openQuestions, type Questions, Unanswered, WrongChoice } from './questions.ts';
import { rolePolicy } from './role-policy.ts';
import { program } from './usage.ts';

/**
 * Writes a configuration for the endpoints that AWS lists and the channels that Bouncer was invited to, and prints the
 * policy of Bouncer's role to stdout. It overwrites nothing, and writes nothing that `loadConfig` would refuse.
 *
 * @returns The exit code.
 * @throws {InvalidConfig} when an option has a value that the configuration does not accept.
 */
export async function init(environment: Environment, options: InitOptions): Promise<number> {
  const path = configPathFrom(environment);
  if (existsSync(path)) return say(1, existsText(path));

  const token = given.parse(environment.SLACK_BOT_TOKEN);
  if (token === undefined) return say(1, withoutToken);

  const questions = openQuestions(process.stdin, process.stderr);
  try {
    const chosen = await chosenSettings({ token, environment, options, questions });
    const text = configText(readFileSync(shippedFile('bouncer.example.yml'), 'utf8'), chosen);
    const checked = fileSettingsFrom(text, path);
    if (!checked.valid) throw new InvalidConfig(checked.problems);

    // Fails if the file was written meanwhile.
    writeFileSync(path, text, { flag: 'wx' });
    await print(rolePolicy(chosen));
    await printed();
    return say(0, nextText(path));
  } catch (error) {
    if (error instanceof InvalidConfig) throw error;
    if (error instanceof Unanswered || error instanceof WrongChoice) return say(1, error.message);
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return say(1, existsText(path));
    return say(1, failureText(error));
  } finally {
    questions.close();
  }
}

interface Asking {
  readonly token: string;
  readonly environment: Environment;
  readonly options: InitOptions;
  readonly questions: Questions;
}

async function chosenSettings(asking: Asking): Promise<ChosenSettings> {
  const { environment, options, questions } = asking;
  const { workspace, handle, joined } = await readSlack(asking);
  process.stderr.write(`Slack: ${handle} in ${workspace}, invited to ${joined.length} channels.\n`);
  const endpoints = await chooseEndpoints(environment, options, questions);
  const { channels, audit } = await chooseChannels(joined, handle, options, questions);
  return { endpoints, channels, audit, table: options.dynamodb };
}

async function readSlack({ token, environment }: Pick<Asking, 'token' | 'environment'>) {
  const apiUrl = given.parse(environment.SLACK_API_URL)?.replace(/\/*$/, '/');
  const own = { botToken: token, appToken: undefined, signingSecret: undefined, before: undefined };
  const keys = keptKeys(
    async () => own,
    Date.now,
    () => {},
  );
  const { reading } = webClients(keys, apiUrl, slackLogger(pino({ enabled: false })));
  const { workspace, handle } = await identifyBot(reading, token);
  return { workspace, handle, joined: await listJoinedChannels(reading) };
}

const withoutToken = `SLACK_BOT_TOKEN is missing. Create the app at api.slack.com/apps from what this prints: ${program} manifest
Install it, and copy the Bot User OAuth Token from OAuth & Permissions: export SLACK_BOT_TOKEN=xoxb-…`;

function existsText(path: string): string {
  return `${path} already exists, and init overwrites nothing. Check it: ${program} doctor
To write another file, name it: BOUNCER_CONFIG=./other.yml ${program} init`;
}

function failureText(error: unknown): string {
  const { says, fix } = remedyFor(failureFrom(error));
  return `Nothing was written: ${says}.\n→ ${fix.step}${fix.exact === undefined ? '' : `: ${fix.exact}`}`;
}

function nextText(path: string): string {
  return `
Wrote ${path}. Next:
1. Give Bouncer’s role the policy above, for example:
   aws iam put-role-policy --role-name ROLE --policy-name bouncer --policy-document file://policy.json
2. Set SLACK_APP_TOKEN as well, and check everything: ${program} doctor
3. Run it: ${program} serve`;
}
