import type { Channel } from '../../domain/channel.ts';
import type { ChannelRule } from '../../domain/rules.ts';
import { type ChannelProblem, channelProblem } from '../../policy/authorize.ts';
import type { SetUp, WorkspaceCheckup } from '../../ports/set-up.ts';
import { attempt } from './attempt.ts';
import { checkClock } from './check-clock.ts';
import { checkClaimedNames } from './check-names.ts';
import { checkApprovers, checkBreakGlass, checkMapping, checkPeople } from './check-people.ts';
import { about, type Finding, type Fix, type Subject } from './finding.ts';

/** Checks the Slack workspace. With an invalid token, every further call to Slack would only fail in the same way. */
export async function checkSlack(setUp: SetUp): Promise<readonly Finding[]> {
  const { rules, workspace, auditChannel, clock, command, isAskedBySlack } = setUp;
  const host = () => workspace.host;
  const [bot, ...others] = await Promise.all([
    attempt(clock, about('bot-token', 'Slack'), (on) => checkBot(setUp, on), host),
    attempt(clock, about('app-token', 'Slack'), (on) => checkReach(setUp, on), host),
    attempt(
      clock,
      about('clock', 'Slack'),
      async (on) => checkClock(on, await workspace.clockAheadMs()),
      host,
    ),
  ]);
  if (bot.some(({ check, verdict }) => check === 'bot-token' && verdict === 'wrong')) {
    return [...bot, ...others.flat(), ...unexamined];
  }

  const lookedUp = await Promise.all([
    ...[...rules.channels.values()].map((rule) => {
      const named = rule.name === rule.id ? rule.id : `#${rule.name} (${rule.id})`;
      return attempt(clock, about('channel', named), (on) => checkChannel(setUp, rule, on), host);
    }),
    attempt(clock, about('audit-channel', auditChannel), (on) => checkAuditChannel(setUp, on), host),
    attempt(clock, about('people', `match: ${rules.people.match}`), (on) => checkPeople(setUp, on), host),
    attempt(clock, about('people', 'connections'), () => checkMapping(setUp), host),
    attempt(clock, about('names', 'claimed names'), (on) => checkClaimedNames(setUp, on), host),
    attempt(clock, about('approvers', 'kick.approvers'), (on) => checkApprovers(setUp, on), host),
    attempt(clock, about('break-glass', 'security.breakGlass'), (on) => checkBreakGlass(setUp, on), host),
  ]);
  // Slack has no method that lists an app's commands, so only a typed command proves that it exists.
  const known = about('command', command).ok(
    isAskedBySlack
      ? 'the app has this command: it was just used'
      : `Bouncer accepts only this command; the app has it if ${command} doctor responds in Slack`,
  );
  return [...bot, ...others.flat(), known, ...lookedUp.flat()];
}

const unexamined = (
  ['scopes', 'channel', 'audit-channel', 'people', 'approvers', 'break-glass'] as const
).map((check) =>
  about(check, 'Slack').wrong(
    'not checked, because Slack doesn’t accept the bot token',
    'fix the bot token first',
  ),
);

/** Checks the bot token: which bot it belongs to, and which scopes it has. */
async function checkBot({ workspace, scopes }: SetUp, on: Subject): Promise<readonly Finding[]> {
  const answer = await workspace.bot();
  if (answer.kind === 'refused') {
    return [
      on.wrong(
        `Slack doesn’t accept the bot token: ${answer.word}`,
        'copy the Bot User OAuth Token (xoxb-…) from api.slack.com/apps → Bouncer → OAuth & Permissions to SLACK_BOT_TOKEN or to the secret',
      ),
    ];
  }
  const { workspace: name, name: bot, scopes: granted } = answer.value;
  return [
    on.ok(`valid in ${name}, as @${bot}, according to ${workspace.host}`),
    ...scopeFindings(granted, scopes),
  ];
}

/** Without these, Bouncer works, except for what each is for. */
const optionalScopes: readonly string[] = ['files:write'];

function scopeFindings(granted: readonly string[], needed: SetUp['scopes']): readonly Finding[] {
  const on = about('scopes', 'Slack');
  const missing = Object.entries(needed).filter(([scope]) => !granted.includes(scope));
  const extra = granted.filter((scope) => !Object.hasOwn(needed, scope));
  const findings: Finding[] = [];
  if (missing.length > 0) {
    const isOptional = missing.every(([scope]) => optionalScopes.includes(scope));
    findings.push(
      (isOptional ? on.warning : on.wrong)(
        `missing: ${missing.map(([scope, purpose]) => `${scope} (${purpose})`).join(', ')}`,
        {
          step: 'add under OAuth & Permissions → Bot Token Scopes (or paste manifest.yml again), and reinstall the app',
          exact: missing.map(([scope]) => scope).join(', '),
        },
      ),
    );
  }
  if (extra.length > 0) {
    findings.push(
      on.warning(
        `Bouncer doesn’t need: ${extra.join(', ')}`,
        'remove them under OAuth & Permissions → Bot Token Scopes, and reinstall the app',
      ),
    );
  }
  return findings.length > 0 ? findings : [on.ok('exactly those in manifest.yml')];
}

/** Checks that Slack's requests reach Bouncer: through a socket with the app token, or over HTTP with signatures. */
async function checkReach({ workspace, command }: SetUp, on: Subject): Promise<readonly Finding[]> {
  const reach = await workspace.reach();
  switch (reach.kind) {
    case 'dialled':
      return [on.ok('Bouncer can open a socket to Slack')];
    case 'refused':
      return [
        on.wrong(`Bouncer can’t open a socket to Slack: ${reach.word}`, {
          step: 'create a token with this scope under Basic Information → App-Level Tokens, copy it to SLACK_APP_TOKEN or to the secret, and turn on Socket Mode',
          exact: 'connections:write',
        }),
      ];
    case 'called': {
      const called = about('signing-secret', 'Slack');
      return [
        reach.isProved
          ? called.ok('this request from Slack arrived, and its signature is valid')
          : called.warning(
              'only a request from Slack can show whether it arrives and its signature is valid',
              {
                step: 'while Bouncer is running, type in Slack',
                exact: `${command} doctor`,
              },
            ),
      ];
    }
  }
}

/** Checks a configured channel: whether its grants can be used there. */
async function checkChannel(
  { rules, workspace }: SetUp,
  rule: ChannelRule,
  on: Subject,
): Promise<readonly Finding[]> {
  const answer = await workspace.channel(rule.id);
  if (answer.kind === 'refused') return [await refusedChannel(workspace, on, answer.word)];

  const { channel, hasBot } = answer.value;
  const problemOf = (grant: ChannelRule['allow'][number]) =>
    channelProblem(rules, { kind: 'found', channel }, grant);
  const problems = Map.groupBy(rule.allow, problemOf);
  const findings = [...problems].flatMap(([problem, grants]) => {
    if (problem === undefined) return [];
    const { says, fix } = remedies[problem];
    return [on.wrong(`this channel ${says}, so Bouncer denies there: ${grants.join(', ')}`, fix)];
  });
  if (!hasBot) {
    findings.push(on.wrong('Bouncer isn’t in it, so it can’t post there', await invitation(workspace)));
  }
  if (rule.allow.length === 0) findings.push(on.warning('it has no grants', grantSomething));
  return findings.length > 0 ? findings : [on.ok(`${kindOf(channel)}; grants: ${rule.allow.join(', ')}`)];
}

/** Checks the audit channel: who can read the audit entries in it, and whether Bouncer can post there. */
async function checkAuditChannel(
  { workspace, auditChannel: id }: SetUp,
  hidden: Subject,
): Promise<readonly Finding[]> {
  const answer = await workspace.channel(id);
  if (answer.kind === 'refused') return [await refusedChannel(workspace, hidden, answer.word)];

  const { channel, hasBot } = answer.value;
  const on = about('audit-channel', `#${channel.name} (${id})`);
  const posting = hasBot && !channel.isArchived ? await workspace.posting(id) : undefined;
  const findings: Finding[] = [];
  if (!hasBot) {
    findings.push(on.wrong('Bouncer isn’t in it, so nothing is announced', await invitation(workspace)));
  }
  if (channel.isArchived) findings.push(on.wrong('it’s archived, so nothing is announced', 'unarchive it'));
  if (posting?.kind === 'refused') {
    findings.push(
      on.wrong(
        `Bouncer can’t post in it: ${posting.word}`,
        'let Bouncer post: channel details → Settings → Posting permissions',
      ),
    );
  }
  if (channel.isShared) {
    findings.push(
      on.wrong('another organization can read the audit log in it', 'use a channel that isn’t shared'),
    );
  } else if (channel.isOrgShared) {
    findings.push(
      on.warning(
        'people in other workspaces of your company can read the audit log in it',
        'use a channel of this workspace only',
      ),
    );
  }
  if (!channel.isPrivate) {
    findings.push(
      on.warning(
        'it’s public, so anyone in the workspace can read the audit log',
        'make it private: channel details → Settings',
      ),
    );
  }
  return findings.length > 0 ? findings : [on.ok('private, and Bouncer can post in it')];
}

/** How to invite Bouncer to a channel, by the name that it has in the workspace. */
async function invitation(workspace: WorkspaceCheckup): Promise<Fix> {
  const bot = await workspace.bot();
  return bot.kind === 'answered'
    ? { step: 'type in the channel', exact: `/invite @${bot.value.name}` }
    : { step: 'invite Bouncer to the channel' };
}

/** Explains the error code with which Slack refuses to describe a channel. @see https://docs.slack.dev/reference/methods/conversations.info */
async function refusedChannel(workspace: WorkspaceCheckup, on: Subject, word: string): Promise<Finding> {
  switch (word) {
    case 'channel_not_found': {
      const invite = await invitation(workspace);
      return on.wrong(
        'Bouncer can’t see this channel: it’s private and Bouncer isn’t in it, or the ID is wrong',
        { ...invite, step: `correct its ID in the configuration, or ${invite.step}` },
      );
    }
    case 'missing_scope':
      return on.wrong('Bouncer can’t look it up: a scope is missing', 'add the missing scopes first');
    default:
      return on.wrong(
        `Slack can’t show it: ${word}`,
        'docs.slack.dev/reference/methods/conversations.info explains this error',
      );
  }
}

function kindOf({ isPrivate, isShared, isOrgShared }: Channel): string {
  const kind = isPrivate ? 'private' : 'public';
  if (isShared) return `${kind}, shared with another organization`;
  return isOrgShared ? `${kind}, shared between workspaces` : kind;
}

const grantSomething = 'add grants under allow, or remove it from the configuration';

const remedies: Readonly<Record<ChannelProblem, { readonly says: string; readonly fix: string | Fix }>> = {
  channel_unknown: { says: 'isn’t in the configuration', fix: 'add it under channels' },
  channel_hidden: { says: 'is hidden from Bouncer', fix: 'invite Bouncer to it' },
  channel_unverifiable: { says: 'can’t be verified', fix: 'run doctor again in a minute' },
  channel_public: {
    says: 'is public',
    fix: {
      step: 'make it private (channel details → Settings), or accept that anyone can join and do it, with',
      exact: 'allowPublic: true',
    },
  },
  channel_shared: {
    says: 'is shared with another organization',
    fix: 'use a channel that isn’t shared, or remove these grants',
  },
  channel_org_shared: {
    says: 'is shared with other workspaces of your company',
    fix: {
      step: 'use a channel of this workspace only, or accept that people in the others can read it, with',
      exact: 'allowOrgShared: true',
    },
  },
  channel_archived: { says: 'is archived', fix: 'unarchive it, or remove it from the configuration' },
  grant_missing: { says: 'lacks the grant', fix: grantSomething },
};
