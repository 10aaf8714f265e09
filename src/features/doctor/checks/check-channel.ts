import type { Channel } from '../../../domain/channel.ts';
import type { ChannelId } from '../../../domain/ids.ts';
import type { ChannelRule } from '../../../domain/rules.ts';
import { type ChannelProblem, channelProblem } from '../../../policy/authorize.ts';
import type { BotFacts, SetUp, WorkspaceCheckup } from '../../../ports/set-up.ts';
import { type CheckSubject, type Finding, type Fix, ok, warning, wrong } from './finding.ts';

export function auditChannelSubject(id: ChannelId): CheckSubject {
  return { check: 'audit-channel', subject: id };
}

/** Checks the audit channel: who can read the audit entries in it, and whether Bouncer can post there. */
export async function checkAuditChannel(
  workspace: WorkspaceCheckup,
  id: ChannelId,
): Promise<readonly Finding[]> {
  const answer = await workspace.channel(id);
  if (answer.kind === 'refused')
    return [await refusedChannel(workspace, auditChannelSubject(id), answer.word)];

  const { channel, hasBot } = answer.value;
  const subject = { ...auditChannelSubject(id), subject: `#${channel.name} (${id})` };
  const posting = hasBot && !channel.isArchived ? await workspace.posting(id) : undefined;

  const findings = [
    ...(hasBot
      ? []
      : [wrong(subject, 'the bot is not in it, so nothing is announced', await invitation(workspace))]),
    ...(channel.isArchived
      ? [wrong(subject, 'it is archived, so nothing is announced', { step: 'unarchive it' })]
      : []),
    ...(posting?.kind === 'refused' ? [mayNotPost(subject, posting.word)] : []),
    ...(channel.isShared
      ? [
          wrong(subject, 'another organisation reads the record in it', {
            step: 'use one that is not shared',
          }),
        ]
      : []),
    ...(channel.isOrgShared && !channel.isShared
      ? [
          warning(subject, 'people of other workspaces of the company read the record in it', {
            step: 'use one of this workspace alone',
          }),
        ]
      : []),
    ...(channel.isPrivate
      ? []
      : [
          warning(subject, 'it is public, so anyone in the workspace reads the record', {
            step: 'make it private: channel details → Settings',
          }),
        ]),
  ];
  return findings.length > 0 ? findings : [ok(subject, 'private, and the bot may post in it')];
}

function mayNotPost(subject: CheckSubject, word: string): Finding {
  return wrong(subject, `the bot may not post in it: ${word}`, {
    step: 'let it post: channel details → Settings → Posting permissions',
  });
}

/** How to invite Bouncer to a channel, by the name that it has in the workspace. */
async function invitation(workspace: WorkspaceCheckup): Promise<Fix> {
  const bot = await workspace.bot();
  return bot.kind === 'answered'
    ? { step: 'type in the channel', exact: `/invite @${bot.value.name}` }
    : { step: 'invite the bot to the channel' };
}

/** Explains the error code with which Slack refuses to describe a channel. @see https://docs.slack.dev/reference/methods/conversations.info */
async function refusedChannel(
  workspace: WorkspaceCheckup,
  subject: CheckSubject,
  word: string,
): Promise<Finding> {
  switch (word) {
    case 'channel_not_found': {
      const { step, exact } = await invitation(workspace);
      return wrong(
        subject,
        'Slack shows the bot no such channel: it is private and the bot is not in it, or the id is wrong',
        { step: `correct its id in the configuration, or ${step}`, ...(exact !== undefined && { exact }) },
      );
    }
    case 'missing_scope':
      return wrong(subject, 'Slack may not tell about it: a scope is missing', {
        step: 'add the scopes that the line about scopes names',
      });
    default:
      return wrong(subject, `Slack does not tell about it: ${word}`, {
        step: 'the word is explained at docs.slack.dev/reference/methods/conversations.info',
      });
  }
}

export function channelSubject({ id, name }: ChannelRule): CheckSubject {
  return { check: 'channel', subject: name === id ? id : `#${name} (${id})` };
}

/** Checks a configured channel: whether its grants can be used there. */
export async function checkChannel(
  { rules, workspace }: Pick<SetUp, 'rules' | 'workspace'>,
  rule: ChannelRule,
): Promise<readonly Finding[]> {
  const subject = channelSubject(rule);
  const answer = await workspace.channel(rule.id);
  if (answer.kind === 'refused') return [await refusedChannel(workspace, subject, answer.word)];

  const { channel, hasBot } = answer.value;
  const troubles = troublesOf(rule, (grant) => channelProblem(rules, { kind: 'found', channel }, grant));
  const findings = [
    ...[...troubles].map(([problem, grants]) => exposed(subject, problem, grants)),
    ...(hasBot
      ? []
      : [wrong(subject, 'the bot is not in it, so it cannot post there', await invitation(workspace))]),
    ...(rule.allow.length > 0 ? [] : [warning(subject, 'it may do nothing', grantSomething)]),
  ];
  return findings.length > 0
    ? findings
    : [ok(subject, `${kindOf(channel)}; it may ${rule.allow.join(', ')}`)];
}

/** Returns the problems that keep grants of the channel from working, each with the grants that it affects. */
function troublesOf(
  { allow }: ChannelRule,
  problemOf: (grant: ChannelRule['allow'][number]) => ChannelProblem | undefined,
): ReadonlyMap<ChannelProblem, readonly string[]> {
  const troubles = new Map<ChannelProblem, readonly string[]>();
  for (const grant of allow) {
    const problem = problemOf(grant);
    if (problem !== undefined) troubles.set(problem, [...(troubles.get(problem) ?? []), grant]);
  }
  return troubles;
}

function exposed(subject: CheckSubject, problem: ChannelProblem, grants: readonly string[]): Finding {
  const { says, fix } = remedies[problem];
  return wrong(subject, `it ${says}, so ${grants.join(', ')} will be refused there`, fix);
}

function kindOf({ isPrivate, isShared, isOrgShared }: Channel): string {
  const shared = isShared
    ? ', shared with another organisation'
    : isOrgShared
      ? ', shared between workspaces'
      : '';
  return `${isPrivate ? 'private' : 'public'}${shared}`;
}

const grantSomething: Fix = { step: 'grant it something under allow, or take it out of the configuration' };

const remedies = {
  channel_unknown: { says: 'is not in the configuration', fix: { step: 'add it under channels' } },
  channel_hidden: { says: 'is hidden from the bot', fix: { step: 'invite the bot to it' } },
  channel_unverifiable: { says: 'cannot be verified', fix: { step: 'run doctor again in a minute' } },
  channel_public: {
    says: 'is public',
    fix: {
      step: 'make it private (channel details → Settings), or accept that anyone may join and do it, with',
      exact: 'allowPublic: true',
    },
  },
  channel_shared: {
    says: 'is shared with another organisation',
    fix: { step: 'use a channel that is not shared, or take these grants away' },
  },
  channel_org_shared: {
    says: 'is shared with other workspaces of the company',
    fix: {
      step: 'use a channel of this workspace alone, or accept that people of the others read it, with',
      exact: 'allowOrgShared: true',
    },
  },
  channel_archived: {
    says: 'is archived',
    fix: { step: 'unarchive it, or take it out of the configuration' },
  },
  grant_missing: { says: 'lacks the grant', fix: grantSomething },
} as const satisfies Record<ChannelProblem, { readonly says: string; readonly fix: Fix }>;

/** Checks the bot token: which bot it belongs to, and which scopes it has. */
export async function checkBot({ workspace, scopes }: SetUp): Promise<readonly Finding[]> {
  const subject = { check: 'bot-token', subject: 'Slack' } as const;
  const answer = await workspace.bot();
  if (answer.kind === 'refused') {
    return [
      wrong(subject, `Slack does not take the bot token: ${answer.word}`, {
        step: 'take the Bot User OAuth Token (xoxb-…) from api.slack.com/apps → Bouncer → OAuth & Permissions, and give it as SLACK_BOT_TOKEN or in the secret',
      }),
    ];
  }
  const { workspace: name, name: bot } = answer.value;
  return [ok(subject, `it works in ${name}, as @${bot}`), ...scopeFindings(answer.value, scopes)];
}

function scopeFindings({ scopes: granted }: BotFacts, needed: SetUp['scopes']): readonly Finding[] {
  const subject = { check: 'scopes', subject: 'Slack' } as const;
  const missing = Object.entries(needed).filter(([scope]) => !granted.includes(scope));
  const extra = granted.filter((scope) => !Object.hasOwn(needed, scope));

  const findings = [
    ...(missing.length === 0
      ? []
      : [
          wrong(
            subject,
            `missing: ${missing.map(([scope, purpose]) => `${scope} (${purpose})`).join(', ')}`,
            addScopes(missing.map(([scope]) => scope)),
          ),
        ]),
    ...(extra.length === 0
      ? []
      : [
          warning(subject, `more than the bot uses: ${extra.join(', ')}`, {
            step: 'take them away under OAuth & Permissions → Bot Token Scopes, and reinstall the app',
          }),
        ]),
  ];
  return findings.length > 0
    ? findings
    : [ok(subject, `all ${granted.length} of manifest.yml, and no others`)];
}

function addScopes(scopes: readonly string[]) {
  return {
    step: 'add under OAuth & Permissions → Bot Token Scopes (or paste manifest.yml again), and reinstall the app',
    exact: scopes.join(', '),
  };
}
