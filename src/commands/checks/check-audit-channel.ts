import { type Finding, type Looked, ok, warning, wrong } from '../../core/finding.ts';
import type { ChannelId } from '../../core/ids.ts';
import type { WorkspaceCheckup } from '../../ports/workspace-checkup.ts';
import { invitation, refusedChannel } from './refused-channel.ts';

export function lookedAtAuditChannel(id: ChannelId): Looked {
  return { check: 'audit-channel', subject: id };
}

/** The audit channel: who reads the record there, and whether the bot may write it there. */
export async function checkAuditChannel(
  workspace: WorkspaceCheckup,
  id: ChannelId,
): Promise<readonly Finding[]> {
  const answer = await workspace.channel(id);
  if (answer.kind === 'refused')
    return [await refusedChannel(workspace, lookedAtAuditChannel(id), answer.word)];

  const { channel, hasBot } = answer.value;
  const looked = { ...lookedAtAuditChannel(id), subject: `#${channel.name} (${id})` };
  const posting = hasBot && !channel.isArchived ? await workspace.posting(id) : undefined;

  const findings = [
    ...(hasBot
      ? []
      : [wrong(looked, 'the bot is not in it, so nothing is announced', await invitation(workspace))]),
    ...(channel.isArchived
      ? [wrong(looked, 'it is archived, so nothing is announced', { step: 'unarchive it' })]
      : []),
    ...(posting?.kind === 'refused' ? [mayNotPost(looked, posting.word)] : []),
    ...(channel.isShared
      ? [wrong(looked, 'another organisation reads the record in it', { step: 'use one that is not shared' })]
      : []),
    ...(channel.isOrgShared && !channel.isShared
      ? [
          warning(looked, 'people of other workspaces of the company read the record in it', {
            step: 'use one of this workspace alone',
          }),
        ]
      : []),
    ...(channel.isPrivate
      ? []
      : [
          warning(looked, 'it is public, so anyone in the workspace reads the record', {
            step: 'make it private: channel details → Settings',
          }),
        ]),
  ];
  return findings.length > 0 ? findings : [ok(looked, 'private, and the bot may post in it')];
}

function mayNotPost(looked: Looked, word: string): Finding {
  return wrong(looked, `the bot may not post in it: ${word}`, {
    step: 'let it post: channel details → Settings → Posting permissions',
  });
}
