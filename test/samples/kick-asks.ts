import { noPossibleMatches } from '../../src/domain/connection-list.ts';
import * as kickAnswer from '../../src/features/kick/answers.ts';
import type { KickFinding } from '../../src/features/kick/kick-finding.ts';
import { endpointUntypedText, unverifiableText } from '../../src/features/kick/many-people.ts';
import { kickModal } from '../../src/features/kick/modal.ts';
import { reasonTooShortText } from '../../src/slack/block-kit/inputs.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { aKickQuestion } from '../builders/a-kick-question.ts';
import { aTypedRequest } from '../builders/a-typed-request.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { connectionId, groupId, personId } from '../builders/ids.ts';

type Finding = Exclude<KickFinding, { kind: 'found' }>;
type None = Extract<KickFinding, { kind: 'none' }>;

const prod = anEndpoint();
const at = new Date('2026-11-02T12:00:00Z');
const bob = { kind: 'name', name: 'bob@example.com' } as const;
const off = [{ targetRef: { kind: 'name', name: 'carl@example.com' }, why: 'off' }] as const;
const missing = [{ endpoint: lab, code: 'aws_unreachable' }] as const;
const nameless = [{ targetRef: { kind: 'person', person: personId('U0GUS') }, why: 'nameless' }] as const;
const unverifiable = [
  { targetRef: { kind: 'person', person: personId('U0ANNA') }, why: 'unverifiable' },
] as const;
const some = (username: string | undefined, commonName = username, endpoint = prod) => ({
  connection: aConnection({ username, commonName }),
  endpoint,
  mayTerminate: true,
});
const otherUsers = [some('anna@example.com', 'shared-client'), some(undefined, 'shared-client')];
const possible = { connections: [some(undefined, 'bob-laptop', lab)], certificateOnly: [lab] };

const answer = (finding: Finding) => kickAnswer.kickAnswerView(finding, aTypedRequest(), botNames);
const aNothing: None = {
  ...{ kind: 'none', targetRef: bob, unavailable: [], unassociated: [], outOfScope: [], unresolved: [] },
  ...{ otherUsers: [], possible: noPossibleMatches },
};
const none = (given: Partial<None> = {}) => answer({ ...aNothing, ...given });

/** Answers to a kick that terminates nothing. */
export const kickAnswers = [
  none(),
  none({ targetRef: { kind: 'name', name: 'mallroy@example.com' }, similar: [some('mallory@example.com')] }),
  none({ targetRef: { kind: 'person', person: personId('U0BOB') }, otherUsers, possible }),
  none({ unavailable: missing, outOfScope: [lab] }),
  none({ unassociated: [lab] }),
  kickAnswer.kickAnswerView(
    { ...aNothing, targetRef: { kind: 'everyone' } },
    aTypedRequest({ on: 'prod-eu' }),
    botNames,
  ),
  none({ targetRef: { kind: 'everyone' }, unavailable: missing }),
  none({ targetRef: { kind: 'several', targetRef: [bob] }, otherUsers }),
  none({
    targetRef: { kind: 'several', targetRef: [{ kind: 'group', group: groupId('S0TEAM') }] },
    unresolved: [...off, ...nameless, ...unverifiable],
  }),
  none({ targetRef: { kind: 'connection', connection: connectionId('cvpn-connection-0aa') } }),
  none({
    targetRef: { kind: 'connection', connection: connectionId('cvpn-connection-0aa') },
    unavailable: missing,
  }),
  answer({
    kind: 'ambiguous',
    name: 'ann',
    candidates: [some('anna@example.com'), some('anna@example.com'), some('hanna@example.com')],
  }),
  answer({
    kind: 'ambiguous',
    name: 'user',
    candidates: someConnections(31).map((connection, index) => ({
      connection: { ...connection, username: `user${index}@example.com` },
      endpoint: prod,
      mayTerminate: true,
    })),
  }),
  answer({ kind: 'too_many_to_approve', names: 3_000 }),
];

const after = (result: Parameters<typeof kickAnswer.afterKick>[0]) =>
  [kickAnswer.afterKick(result, aTypedRequest(), botNames)].flatMap((view) => view ?? []);

export const afterKicks = [
  ...after({ kind: 'taken', by: 'U0OMAR', at }),
  ...after({ kind: 'endpoint_untyped', endpoints: ['prod-eu'] }),
  ...after({ kind: 'reason_too_short', minReason: 5 }),
  ...after({ kind: 'unrecorded', code: 'store_full' }),
  ...after({ kind: 'unrecorded', code: 'store_unconfirmed' }),
];

const aQuestion = aKickQuestion();
const { metadata } = aQuestion;
const several = {
  kind: 'several',
  targetRef: [bob, { kind: 'name', name: 'anna@example.com' }],
} as const;
const many = (count: number) =>
  someConnections(count).map((connection, index) => ({
    connection: { ...connection, username: `user${index}@example.com` },
    endpoint: prod,
    mayTerminate: true,
  }));

/** Every form of the question. */
export const kickModals = [
  kickModal(aKickQuestion({ mayBlock: true, notifies: 'reason' })),
  kickModal(aKickQuestion({ notifies: 'plain' })),
  kickModal(aQuestion),
  kickModal(
    aKickQuestion({ connections: [some('bob@example.com')], mayBlock: true, reason: 'laptop hangs' }),
  ),
  kickModal(
    aKickQuestion({
      connections: [some('bob@example.com')],
      mayBlock: true,
      metadata: { ...metadata, on: 'prod-eu' },
    }),
  ),
  kickModal(
    aKickQuestion({
      connections: [some('Bob')],
      longerNames: ['Bob Baker'],
      reason: 'Baker left the company',
      metadata: { ...metadata, targetRef: { kind: 'name', name: 'Bob' } },
    }),
  ),
  kickModal(aKickQuestion({ unavailable: missing, outOfScope: [lab], otherUsers, possible })),
  kickModal(aKickQuestion({ connections: otherUsers, hitsOtherUsers: true })),
  kickModal(aKickQuestion({ connections: [some(undefined, 'kiosk', lab), some(undefined, 'kiosk', lab)] })),
  kickModal(aKickQuestion({ connections: many(60).map((one) => ({ ...one, connection: aConnection() })) })),
  kickModal(
    aKickQuestion({
      connections: [some('svc-backup')],
      need: { kind: 'protected_names', names: ['svc-backup'] },
    }),
  ),
  kickModal(aKickQuestion({ connections: many(7), need: { kind: 'many_sessions', above: 5 } })),
  kickModal(aKickQuestion({ need: { kind: 'many_sessions', above: 5, recent: 4 } })),
  kickModal(
    aKickQuestion({
      need: { kind: 'many_sessions', above: 2 },
      metadata: { ...metadata, breakGlass: true },
    }),
  ),
  kickModal(
    aKickQuestion({
      connections: [some('bob@example.com'), some('anna@example.com')],
      metadata: { ...metadata, targetRef: several },
      mayBlock: true,
      blockNames: ['bob@example.com', 'anna@example.com'],
      unresolved: [...off, ...nameless, ...unverifiable],
      possible,
    }),
  ),
  kickModal(
    aKickQuestion({
      connections: many(60),
      metadata: { ...metadata, targetRef: several },
      blockNames: many(60).map(({ connection }) => connection.username ?? ''),
    }),
  ),
  kickModal(
    aKickQuestion({
      connections: many(130),
      metadata: { ...metadata, targetRef: { kind: 'everyone' }, confirm: 'prod-eu' },
    }),
  ),
  kickModal(
    aKickQuestion({
      connections: many(1),
      metadata: { ...metadata, targetRef: { kind: 'everyone' }, confirm: 'prod-eu' },
    }),
  ),
];

export const kickErrors = [
  endpointUntypedText(['prod-eu']),
  reasonTooShortText(5),
  'Select at least one connection.',
  unverifiableText(unverifiable) ?? '',
];
