import type { Channel } from '../../domain/channel.ts';
import type { ChannelRule } from '../../domain/rules.ts';
import { type ChannelProblem, channelProblem } from '../../policy/authorize.ts';
import type { SetUp, WorkspaceCheckup } from '../../ports/set-up.ts';
import { attempt } from './attempt.ts';
import { checkClock } from './check-clock.ts';
import { checkBreakGlass, checkMapping, checkPeople } from './check-people.ts';
import { about, type Finding, type Fix, type Subject } from './finding.ts';

/** Checks the Slack workspace. With an invalid token, every further call to Slack would only fail in the same way. */
export async function checkSlack(setUp: SetUp): Promise<readonly Finding[]> {
  const { rules, workspace, auditChannel, clock, command, isAskedBySlack } = setUp;
  const [bot, ...others] = await Promise.all([
    attempt(clock, about('bot-token', 'Slack'), (on) => checkBot(setUp, on)),
    attempt(clock, about('app-token', 'Slack'), (on) => checkReach(setUp, on)),
    attempt(clock, about('clock', 'Slack'), async (on) => checkClock(on, await workspace.clockAheadMs())),
  ]);
  if (bot.some(({ check, verdict }) => check === 'bot-token' && verdict === 'wrong')) {
    return [...bot, ...others.flat(), ...unexamined];
  }

  const lookedUp = await Promise.all([
    ...[...rules.channels.values()].map((rule) => {
      const named = rule.name === rule.id ? rule.id : `#${rule.name} (${rule.id})`;
      return attempt(clock, about('channel', named), (on) => checkChannel(setUp, rule, on));
    }),
    attempt(clock, about('audit-channel', auditChannel), (on) => checkAuditChannel(setUp, on)),
    attempt(clock, about('people', `match: ${rules.people.match}`), (on) => checkPeople(setUp, on)),
    attempt(clock, about('people', 'connections'), () => checkMapping(setUp)),
    attempt(clock, about('break-glass', 'security.breakGlass'), (on) => checkBreakGlass(setUp, on)),
  ]);
  // Slack has no method that lists an app's commands, so only a typed command proves that it exists.
  const known = about('command', command).ok(
    isAskedBySlack
      ? 'the app has this command: it was typed just now'
      : `the bot answers to it alone; the app has it if ${command} doctor answers in Slack`,
  );
  return [...bot, ...others.flat(), known, ...lookedUp.flat()];
}

const unexamined = (['scopes', 'channel', 'audit-channel', 'people', 'break-glass'] as const).map((check) =>
  about(check, 'Slack').wrong(
    'not looked at, since the bot could ask Slack nothing with its token',
    'mend what the line about the bot token says',
  ),
);

/** Checks the bot token: which bot it belongs to, and which scopes it has. */
async function checkBot({ workspace, scopes }: SetUp, on: Subject): Promise<readonly Finding[]> {
  const answer = await workspace.bot();
  if (answer.kind === 'refused') {
    return [
      on.wrong(
        `Slack does not take the bot token: ${answer.word}`,
        'take the Bot User OAuth Token (xoxb-…) from api.slack.com/apps → Bouncer → OAuth & Permissions, and give it as SLACK_BOT_TOKEN or in the secret',
      ),
    ];
  }
  const { workspace: name, name: bot, scopes: granted } = answer.value;
  return [on.ok(`it works in ${name}, as @${bot}`), ...scopeFindings(granted, scopes)];
}

function scopeFindings(granted: readonly string[], needed: SetUp['scopes']): readonly Finding[] {
  const on = about('scopes', 'Slack');
  const missing = Object.entries(needed).filter(([scope]) => !granted.includes(scope));
  const extra = granted.filter((scope) => !Object.hasOwn(needed, scope));
  const findings: Finding[] = [];
  if (missing.length > 0) {
    findings.push(
      on.wrong(`missing: ${missing.map(([scope, purpose]) => `${scope} (${purpose})`).join(', ')}`, {
        step: 'add under OAuth & Permissions → Bot Token Scopes (or paste manifest.yml again), and reinstall the app',
        exact: missing.map(([scope]) => scope).join(', '),
      }),
    );
  }
  if (extra.length > 0) {
    findings.push(
      on.warning(
        `more than the bot uses: ${extra.join(', ')}`,
        'take them away under OAuth & Permissions → Bot Token Scopes, and reinstall the app',
      ),
    );
  }
  return findings.length > 0 ? findings : [on.ok(`all ${granted.length} of manifest.yml, and no others`)];
}

/** Checks that Slack's requests reach Bouncer: through a socket with the app token, or over HTTP with signatures. */
async function checkReach({ workspace, command }: SetUp, on: Subject): Promise<readonly Finding[]> {
  const reach = await workspace.reach();
  switch (reach.kind) {
    case 'dialled':
      return [on.ok('the bot may dial in')];
    case 'refused':
      return [
        on.wrong(`the bot may not dial in: ${reach.word}`, {
          step: 'make a token with this scope under Basic Information → App-Level Tokens, give it as SLACK_APP_TOKEN or in the secret, and switch Socket Mode on',
          exact: 'connections:write',
        }),
      ];
    case 'called': {
      const called = about('signing-secret', 'Slack');
      return [
        reach.isProved
          ? called.ok('this very request of Slack’s arrived, and its signature fits')
          : called.warning('only a request of Slack’s can tell whether it arrives and its signature fits', {
              step: 'while the bot runs, type in Slack',
              exact: `${command} doctor`,
            }),
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
    return [on.wrong(`it ${says}, so ${grants.join(', ')} will be refused there`, fix)];
  });
  if (!hasBot) {
    findings.push(on.wrong('the bot is not in it, so it cannot post there', await invitation(workspace)));
  }
  if (rule.allow.length === 0) findings.push(on.warning('it may do nothing', grantSomething));
  return findings.length > 0 ? findings : [on.ok(`${kindOf(channel)}; it may ${rule.allow.join(', ')}`)];
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
    findings.push(on.wrong('the bot is not in it, so nothing is announced', await invitation(workspace)));
  }
  if (channel.isArchived) findings.push(on.wrong('it is archived, so nothing is announced', 'unarchive it'));
  if (posting?.kind === 'refused') {
    findings.push(
      on.wrong(
        `the bot may not post in it: ${posting.word}`,
        'let it post: channel details → Settings → Posting permissions',
      ),
    );
  }
  if (channel.isShared) {
    findings.push(on.wrong('another organisation reads the record in it', 'use one that is not shared'));
  } else if (channel.isOrgShared) {
    findings.push(
      on.warning(
        'people of other workspaces of the company read the record in it',
        'use one of this workspace alone',
      ),
    );
  }
  if (!channel.isPrivate) {
    findings.push(
      on.warning(
        'it is public, so anyone in the workspace reads the record',
        'make it private: channel details → Settings',
      ),
    );
  }
  return findings.length > 0 ? findings : [on.ok('private, and the bot may post in it')];
}

/** How to invite Bouncer to a channel, by the name that it has in the workspace. */
async function invitation(workspace: WorkspaceCheckup): Promise<Fix> {
  const bot = await workspace.bot();
  return bot.kind === 'answered'
    ? { step: 'type in the channel', exact: `/invite @${bot.value.name}` }
    : { step: 'invite the bot to the channel' };
}

/** Explains the error code with which Slack refuses to describe a channel. @see https://docs.slack.dev/reference/methods/conversations.info */
async function refusedChannel(workspace: WorkspaceCheckup, on: Subject, word: string): Promise<Finding> {
  switch (word) {
    case 'channel_not_found': {
      const invite = await invitation(workspace);
      return on.wrong(
        'Slack shows the bot no such channel: it is private and the bot is not in it, or the id is wrong',
        { ...invite, step: `correct its id in the configuration, or ${invite.step}` },
      );
    }
    case 'missing_scope':
      return on.wrong(
        'Slack may not tell about it: a scope is missing',
        'add the scopes that the line about scopes names',
      );
    default:
      return on.wrong(
        `Slack does not tell about it: ${word}`,
        'the word is explained at docs.slack.dev/reference/methods/conversations.info',
      );
  }
}

function kindOf({ isPrivate, isShared, isOrgShared }: Channel): string {
  const kind = isPrivate ? 'private' : 'public';
  if (isShared) return `${kind}, shared with another organisation`;
  return isOrgShared ? `${kind}, shared between workspaces` : kind;
}

const grantSomething = 'grant it something under allow, or take it out of the configuration';

const remedies: Readonly<Record<ChannelProblem, { readonly says: string; readonly fix: string | Fix }>> = {
  channel_unknown: { says: 'is not in the configuration', fix: 'add it under channels' },
  channel_hidden: { says: 'is hidden from the bot', fix: 'invite the bot to it' },
  channel_unverifiable: { says: 'cannot be verified', fix: 'run doctor again in a minute' },
  channel_public: {
    says: 'is public',
    fix: {
      step: 'make it private (channel details → Settings), or accept that anyone may join and do it, with',
      exact: 'allowPublic: true',
    },
  },
  channel_shared: {
    says: 'is shared with another organisation',
    fix: 'use a channel that is not shared, or take these grants away',
  },
  channel_org_shared: {
    says: 'is shared with other workspaces of the company',
    fix: {
      step: 'use a channel of this workspace alone, or accept that people of the others read it, with',
      exact: 'allowOrgShared: true',
    },
  },
  channel_archived: { says: 'is archived', fix: 'unarchive it, or take it out of the configuration' },
  grant_missing: { says: 'lacks the grant', fix: grantSomething },
};
