import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ClaimRequest } from '../../domain/claim-request.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  header,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { listed, timeText } from '../../slack/block-kit/quantities.ts';
import type { ListedClaim, PersonNames } from './person-names.ts';

/** Lists the VPN names of a person, with Remove beside each claimed one. */
export function namesView(names: PersonNames, { command }: BotNames): MessageView {
  const title = names.isOwn ? 'Your VPN names' : `VPN names of ${shown(names.person.name)}`;
  return messageView(title, [
    header(names.isOwn ? 'Your VPN names' : `VPN names of ${names.person.name}`),
    ...namesBlocks(names),
    ...(names.isOwn ? [context(`\`${command} me\` shows your connections.`)] : []),
  ]);
}

/** More claims than this make no part of a message; the configuration can list any number of names. */
const maxClaims = 10;

/** The same as a part of another message or of Home: sections, and Claim a name if the names are one’s own. */
export function namesBlocks(names: PersonNames): KnownBlock[] {
  const { isOwn, claimed, pending } = names;
  const more = claimed.length - maxClaims;
  return [
    section(knownText(names)),
    ...claimed.slice(0, maxClaims).map((claim) => claimedSection(claim, isOwn)),
    ...(more > 0 ? [context(`and ${more.toLocaleString('en')} more claimed names.`)] : []),
    ...pending.slice(0, maxClaims).map((claim) => pendingSection(claim, isOwn)),
    ...claimButtonBlocks(names),
  ];
}

function knownText({ isOwn, person, fromAddress, configured, claimed }: PersonNames): string {
  const whose = isOwn ? 'you' : shown(person.name);
  if (fromAddress.length + configured.length + claimed.length === 0)
    return `:grey_question: Bouncer knows no VPN name for ${whose}.`;
  return [
    ...sourceLines('From the email address in Slack', fromAddress),
    ...sourceLines('From Bouncer’s configuration', configured),
    ...(claimed.length > 0 ? ['Certificate names, claimed and approved:'] : []),
  ].join('\n');
}

function sourceLines(source: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${source}: ${listed(names.map((name) => shownBold(name)))}`];
}

function claimedSection(
  { name, correlation, approvedBy, approvedAt, isOverruled }: ListedClaim,
  isOwn: boolean,
) {
  const since = `approved by ${shown(approvedBy.name)} (${timeText(approvedAt, 'day')})`;
  const overruled = isOverruled
    ? '\n:warning: It has no effect, because the configuration protects this name or lists it for someone else.'
    : '';
  return section(`${shownBold(name)} · ${since}${overruled}`, {
    block_id: `claimed ${correlation}`,
    accessory: {
      ...button(actionIds.removeName, 'Remove', correlation),
      ...spokenAs('Remove the name', name, isOwn ? 'from yours' : ''),
    },
  });
}

function pendingSection({ name, correlation, channel, expiresAt }: ClaimRequest, isOwn: boolean) {
  const text = `:hourglass_flowing_sand: ${shownBold(name)} · pending approval in <#${channel.id}> until ${timeText(expiresAt, 'day')}`;
  return section(text, {
    block_id: `pending ${correlation}`,
    ...(isOwn && {
      accessory: {
        ...button(actionIds.declineName, 'Withdraw', correlation),
        ...spokenAs('Withdraw the claim of', name),
      },
    }),
  });
}

function claimButtonBlocks({ isOwn, claimsChannel }: PersonNames): readonly (ActionsBlock | KnownBlock)[] {
  if (!isOwn) return [];
  if (claimsChannel === undefined)
    return [context('To add a certificate name, ask an operator: no channel here can approve claims.')];
  return [
    actions('claim_name', [button(actionIds.claimName, 'Claim a name', 'claim')]),
    context(
      'Connections with these names count as yours. If your VPN client signs in with a certificate, claim its name.',
    ),
  ];
}
