import { type Logger, WebClient, type WebClientOptions } from '@slack/web-api';
import { Failure } from '../../domain/failure.ts';
import { parseTeamId, type TeamId } from '../../domain/ids.ts';
import type { Person } from '../../domain/person.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Reach, WorkspaceAnswer, WorkspaceCheckup, WorkspaceMembers } from '../../ports/set-up.ts';
import { readWitnesses } from '../audit-channel-witnesses.ts';
import type { MessageView } from '../block-kit/blocks.ts';
import { parseChannelFromSlack } from '../directory/channel-from-slack.ts';
import { parsePersonFromSlack } from '../directory/person-from-slack.ts';
import { failureFromSlack, slackRefusal } from '../failure-from-slack.ts';
import { tryPosting } from '../try-posting.ts';
import { webClientOptions } from '../web-clients.ts';

export interface CheckupOptions {
  /** Loads the tokens. @throws {Failure} when they are unavailable. */
  readonly tokens: () => Promise<CheckupTokens>;
  readonly apiUrl: string | undefined;
  /** Whether a request from Slack started this check, which proves that requests arrive. */
  readonly isAskedBySlack: boolean;
  /** Messages that Slack is asked whether it accepts. */
  readonly sampleMessages: readonly Pick<MessageView, 'blocks'>[];
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly logger: Logger;
}

/** Without an app token, Slack sends its requests to Bouncer over HTTP. */
export type CheckupTokens =
  | { readonly kind: 'socket'; readonly botToken: string; readonly appToken: string }
  | { readonly kind: 'http'; readonly botToken: string };

/** Slack as `doctor` checks it: nothing is cached, and calls time out early. */
export function slackWorkspaceCheckup(options: CheckupOptions): WorkspaceCheckup {
  const { clock, apiUrl, isAskedBySlack, sampleMessages, logger } = options;
  const clientOptions = impatient(options);
  let home: Promise<TeamId | undefined> | undefined;
  const asBot = async () => new WebClient((await options.tokens()).botToken, clientOptions);

  return {
    host: new URL(apiUrl ?? slackApiUrl).host,
    clockAheadMs: () => slackClockAheadMs(apiUrl, clock),
    async bot() {
      const client = await asBot();
      return answered('check the bot token', async () => {
        const { team = '', user = '', response_metadata: metadata } = await client.auth.test();
        return { workspace: team, name: user, scopes: metadata?.scopes ?? [] };
      });
    },
    async reach() {
      const tokens = await options.tokens();
      return tokens.kind === 'http'
        ? { kind: 'called', isProved: isAskedBySlack }
        : dialled(new WebClient(tokens.appToken, clientOptions));
    },
    async channel(id) {
      const client = await asBot();
      return answered(`look at ${id}`, async () => {
        const { channel: described } = await client.conversations.info({ channel: id });
        const channel = parseChannelFromSlack(described);
        if (channel?.id !== id) throw new Failure('slack_refused', `Slack describes no channel ${id}`);
        return { channel, hasBot: described?.is_member === true };
      });
    },
    async posting(id) {
      const client = await asBot();
      return answered(`try out posting in ${id}`, async () => {
        const { removal } = await tryPosting(client, id, clock, logger);
        await removal;
        return 'allowed' as const;
      });
    },
    async takesMessages() {
      const client = await asBot();
      return answered('check messages', async () => {
        for (const { blocks } of sampleMessages) await client.blocks.validate({ blocks: [...blocks] });
        return 'valid' as const;
      });
    },
    async members() {
      const client = await asBot();
      return answered('list the members', async () => {
        home ??= homeOf(client);
        return readMembers(client, await home);
      });
    },
    async witnesses(auditChannel) {
      const client = await asBot();
      return answered(`read ${auditChannel}`, async () => {
        const { user_id: userId, bot_id: botId } = await client.auth.test();
        return readWitnesses(client, auditChannel, { userId, botId });
      });
    },
    async membersOf(id) {
      const client = await asBot();
      return answered(`look at ${id}`, async () => {
        const { users = [] } = await client.usergroups.users.list({ usergroup: id });
        return users;
      });
    },
    async person(id) {
      const client = await asBot();
      return answered(`look up ${id}`, async () => {
        home ??= homeOf(client);
        const [{ user }, team] = await Promise.all([client.users.info({ user: id }), home]);
        const person = team === undefined ? undefined : parsePersonFromSlack(user, team);
        if (person?.id !== id) throw new Failure('slack_refused', `Slack describes no person ${id}`);
        return person;
      });
    },
  };
}

async function homeOf(client: WebClient): Promise<TeamId | undefined> {
  const { team_id: team } = await client.auth.test();
  return team === undefined ? undefined : parseTeamId(team);
}

/** Slack allows about twenty of these calls per minute, and this many members are enough to find missing names. */
const maxMemberPages = 10;
const membersAPage = 500;

async function readMembers(client: WebClient, home: TeamId | undefined): Promise<WorkspaceMembers> {
  const people: Person[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxMemberPages; page += 1) {
    const answer = await client.users.list({ limit: membersAPage, ...(cursor && { cursor }) });
    const parsed = (answer.members ?? []).map((member) => home && parsePersonFromSlack(member, home));
    people.push(...parsed.flatMap((person) => (person?.accountType === 'member' ? [person] : [])));
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return { people, isWhole: true };
  }
  return { people, isWhole: false };
}

/** Options for at most two attempts, within the time limit of a check. */
function impatient({ apiUrl, logger }: CheckupOptions): WebClientOptions {
  return {
    ...webClientOptions(apiUrl),
    timeout: 5_000,
    retryConfig: { retries: 1, minTimeout: 200 },
    logger,
  };
}

/** Checks that a socket can be opened. A socket URL that is not used expires by itself. */
async function dialled(client: WebClient): Promise<Reach> {
  const answer = await answered('open Socket Mode', () => client.apps.connections.open());
  return answer.kind === 'refused' ? answer : { kind: 'dialled' };
}

async function answered<T>(during: string, ask: () => Promise<T>): Promise<WorkspaceAnswer<T>> {
  try {
    return { kind: 'answered', value: await ask() };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const word = slackRefusal(error);
    const failure = failureFromSlack(error, during);
    const isPassing = ['slack_unintelligible', 'slack_throttled', 'slack_unreachable'].includes(failure.code);
    if (word === undefined || isPassing) throw failure;
    return { kind: 'refused', word };
  }
}

const slackApiUrl = 'https://slack.com/api/';
const timeoutMs = 5_000;

/**
 * Returns by how many milliseconds Slack's clock is ahead of ours, from the date of a response, which is exact to the
 * second. The method needs no token, so the clock can be checked even if the token is invalid.
 *
 * @see https://docs.slack.dev/reference/methods/api.test
 * @throws {Failure} `slack_unreachable`
 */
export async function slackClockAheadMs(
  apiUrl = slackApiUrl,
  clock: Pick<Clock, 'now'>,
): Promise<number | undefined> {
  try {
    const answer = await fetch(`${apiUrl}api.test`, {
      method: 'POST',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const date = Date.parse(answer.headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date - clock.now().getTime();
  } catch (error) {
    throw new Failure('slack_unreachable', 'ask Slack for the time', { cause: error });
  }
}
