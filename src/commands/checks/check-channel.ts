import type { Channel } from '../../core/channel.ts';
import { type ChannelProblem, channelProblem } from '../../core/decide.ts';
import { type Finding, type Fix, type Looked, ok, warning, wrong } from '../../core/finding.ts';
import type { ChannelRule } from '../../core/rules.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { invitation, refusedChannel } from './refused-channel.ts';

export function lookedAtChannel({ id, name }: ChannelRule): Looked {
  return { check: 'channel', subject: name === id ? id : `#${name} (${id})` };
}

/** A channel of the configuration: whether what it is granted can be done there. */
export async function checkChannel(
  { rules, workspace }: Pick<SetUp, 'rules' | 'workspace'>,
  rule: ChannelRule,
): Promise<readonly Finding[]> {
  const looked = lookedAtChannel(rule);
  const answer = await workspace.channel(rule.id);
  if (answer.kind === 'refused') return [await refusedChannel(workspace, looked, answer.word)];

  const { channel, hasBot } = answer.value;
  const troubles = troublesOf(rule, (grant) => channelProblem(rules, { kind: 'found', channel }, grant));
  const findings = [
    ...[...troubles].map(([problem, grants]) => exposed(looked, problem, grants)),
    ...(hasBot
      ? []
      : [wrong(looked, 'the bot is not in it, so it cannot post there', await invitation(workspace))]),
    ...(rule.allow.length > 0 ? [] : [warning(looked, 'it may do nothing', grantSomething)]),
  ];
  return findings.length > 0 ? findings : [ok(looked, `${kindOf(channel)}; it may ${rule.allow.join(', ')}`)];
}

/** The problems that keep the channel from what it is granted, and the grants that each of them keeps it from. */
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

function exposed(looked: Looked, problem: ChannelProblem, grants: readonly string[]): Finding {
  const { says, fix } = remedies[problem];
  return wrong(looked, `it ${says}, so ${grants.join(', ')} will be refused there`, fix);
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
