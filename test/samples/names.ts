import { claimAnswerView, removalAnswerView, undecidedView } from '../../src/features/names/answers.ts';
import { claimMadeView, claimOutcomeView, claimView } from '../../src/features/names/messages.ts';
import { claimModal, declineClaimModal, removeNameModal } from '../../src/features/names/modal.ts';
import { namesView } from '../../src/features/names/names-message.ts';
import type { PersonNames } from '../../src/features/names/person-names.ts';
import { deny } from '../../src/policy/authorize.ts';
import { aClaimRequest, claimStates } from '../builders/a-claim-request.ts';
import { aPerson } from '../builders/a-person.ts';
import { channelId, correlation, personId } from '../builders/ids.ts';
import { aNameClaim } from '../contract/a-name-claim.ts';
import type { Samples } from './sample.ts';

const botNames = { command: '/vpn', handle: '@bouncer' };
const place = { channel: channelId('C0HELPDESK'), channelName: 'helpdesk' };
const metadata = { ...place, correlation: correlation('claim-0001') };
const denial = deny('approval_own', 'block');

const names: PersonNames = {
  person: aPerson({ id: personId('U0BOB'), name: 'bob', email: 'bob@example.com' }),
  isOwn: true,
  fromAddress: ['bob@example.com'],
  configured: ['bob-phone'],
  claimed: [
    { ...aNameClaim(), isOverruled: false },
    { ...aNameClaim({ name: 'svc-build', correlation: 'claim-0002' }), isOverruled: true },
  ],
  pending: [aClaimRequest({ name: 'bob-tablet', correlation: correlation('claim-0003') })],
  claimsChannel: channelId('C0SECOPS'),
};
const nameless = { ...names, fromAddress: [], configured: [], claimed: [], pending: [] };

const disputed = aClaimRequest({
  name: 'pool-laptop',
  facts: {
    connections: 3,
    endpoints: ['prod-eu', 'lab'],
    unchecked: ['dev'],
    isUserName: true,
    others: ['anna (U0ANNA)', 'rita (U0RITA)'],
  },
});

export const namesSamples = {
  messages: {
    claimView: [claimView(disputed), ...claimStates.map((state) => claimView(aClaimRequest({ state })))],
    claimOutcomeView: claimStates.flatMap((state) => claimOutcomeView(aClaimRequest({ state })) ?? []),
    claimMadeView: [claimMadeView(aClaimRequest(), true), claimMadeView(aClaimRequest(), false)],
    namesView: [
      namesView(names, botNames),
      namesView(nameless, botNames),
      namesView({ ...nameless, claimsChannel: undefined }, botNames),
      namesView({ ...names, isOwn: false }, botNames),
    ],
    claimAnswerView: [
      claimAnswerView({ kind: 'no_channel' }, botNames),
      claimAnswerView({ kind: 'reason_too_short', minReason: 5 }, botNames),
      claimAnswerView({ kind: 'pending' }, botNames),
      claimAnswerView({ kind: 'too_many', most: 3 }, botNames),
      claimAnswerView({ kind: 'too_many_today', most: 5 }, botNames),
      ...(
        [
          'channel_unknown',
          'channel_hidden',
          'channel_unverifiable',
          'channel_public',
          'channel_shared',
          'channel_org_shared',
          'channel_archived',
          'grant_missing',
        ] as const
      ).map((problem) =>
        claimAnswerView({ kind: 'channel_unfit', channel: channelId('C0SECOPS'), problem }, botNames),
      ),
      ...(
        [
          'unreadable',
          'already_theirs',
          'protected',
          'not_a_certificate',
          'someone_elses',
          'unchecked',
        ] as const
      ).map((problem) => claimAnswerView({ kind: 'impossible', problem }, botNames)),
    ],
    undecidedView: [
      undecidedView({ kind: 'unknown' }, botNames),
      undecidedView({ kind: 'busy' }, botNames),
      undecidedView({ kind: 'refused', denial }, botNames),
      undecidedView({ kind: 'unchecked', endpoints: ['prod-eu', 'lab'] }, botNames),
      ...claimStates.map((state) =>
        undecidedView({ kind: 'over', claim: aClaimRequest({ state }) }, botNames),
      ),
      ...(
        [
          'already_theirs',
          'protected',
          'not_a_certificate',
          'someone_elses',
          'unchecked',
          'no_member',
          'user_name',
          'unread_history',
          'many_connections',
        ] as const
      ).map((problem) => undecidedView({ kind: 'impossible', claim: aClaimRequest(), problem }, botNames)),
    ],
    removalAnswerView: [
      removalAnswerView(
        {
          kind: 'settled',
          claim: aClaimRequest({
            state: { kind: 'removed', by: aClaimRequest().claimant, at: new Date(0), reason: undefined },
          }),
          isShown: true,
        },
        botNames,
      ),
      ...claimStates
        .filter(({ kind }) => kind === 'removed')
        .map((state) =>
          removalAnswerView({ kind: 'settled', claim: aClaimRequest({ state }), isShown: true }, botNames),
        ),
      removalAnswerView({ kind: 'gone' }, botNames),
      removalAnswerView({ kind: 'reason_too_short', minReason: 5 }, botNames),
    ],
  },
  modals: {
    claimModal: [claimModal({ place, claimsChannel: channelId('C0SECOPS'), minReason: 5 })],
    declineClaimModal: [
      declineClaimModal(aClaimRequest(), false, metadata),
      declineClaimModal(aClaimRequest(), true, metadata),
    ],
    removeNameModal: [
      removeNameModal(aClaimRequest(), true, metadata, 5),
      removeNameModal(aClaimRequest(), false, metadata, 5),
    ],
  },
} satisfies Samples;
