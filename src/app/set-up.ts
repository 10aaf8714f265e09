import type { Logger } from '@slack/web-api';
import type { AwsCallObserver } from '../aws/aws-call-observer.ts';
import { ec2VpnCheckup } from '../aws/ec2-vpn-checkup.ts';
import { InvalidConfig } from '../config/invalid-config.ts';
import type { Config } from '../config/load-config.ts';
import { about } from '../features/doctor/finding.ts';
import { doctorView } from '../features/doctor/messages.ts';
import type { SetUp, StoreCheckup } from '../ports/set-up.ts';
import { type CheckupTokens, slackWorkspaceCheckup } from '../slack/checkup/workspace-checkup.ts';
import { botScopes } from '../slack/identify-bot.ts';
import { openHistory, storeCheckup } from './open-store.ts';
import { loadKeys, tokensIn } from './slack-keys.ts';
import { systemClock } from './system-clock.ts';

/**
 * Opens the set-up for the `doctor` command, which examines it from a process of its own.
 *
 * @throws {InvalidConfig} when the secret lacks the tokens of one mode.
 */
export async function openSetUp(config: Config, logger: Logger): Promise<SetUp> {
  const tokens = loadKeys(config).then(tokensIn);
  // The checks report any other failure to load the tokens.
  await tokens.catch((error: unknown) => {
    if (error instanceof InvalidConfig) throw error;
  });
  return setUpFrom(config, {
    tokens: () => tokens,
    store: storeCheckup(config.store, systemClock),
    blocks: await openBlockList(config),
    history: await openEnabledHistory(config),
    isAskedBySlack: false,
    logger,
    onAwsCall: () => {},
  });
}

async function openBlockList({ blocks }: Config): Promise<SetUp['blocks']> {
  if (blocks === undefined) return undefined;
  const { openBlockStores } = await import('./dynamo-store.ts');
  return openBlockStores(blocks.table).blocking.blocks;
}

async function openEnabledHistory({ rules, store }: Config): Promise<SetUp['history']> {
  return rules.history.days === 0 ? undefined : (await openHistory(store, systemClock))?.history;
}

interface SetUpParts {
  readonly tokens: () => Promise<CheckupTokens>;
  readonly store: StoreCheckup;
  readonly blocks: SetUp['blocks'];
  readonly history: SetUp['history'];
  readonly isAskedBySlack: boolean;
  readonly logger: Logger;
  readonly onAwsCall: AwsCallObserver;
}

export function setUpFrom(
  { command, rules, auditChannel, slack }: Config,
  { tokens, logger, onAwsCall, ...parts }: SetUpParts,
): SetUp {
  const clock = systemClock;
  const { isAskedBySlack } = parts;
  return {
    ...parts,
    command,
    rules,
    auditChannel,
    scopes: botScopes,
    workspace: slackWorkspaceCheckup({
      tokens,
      apiUrl: slack.apiUrl,
      isAskedBySlack,
      sampleMessages,
      clock,
      logger,
    }),
    vpn: ec2VpnCheckup(clock, onAwsCall),
    queue: undefined,
    clock,
  };
}

/** It has a header, sections, a context and code. */
const sampleMessages = [
  doctorView([
    about('config', 'configuration').ok('valid'),
    about('probe', 'Slack').warning('a sample', { step: 'nothing', exact: 'true' }),
  ]),
];
