import type { EndpointFacts } from '../../src/domain/endpoint.ts';
import { Failure, failureCodes } from '../../src/domain/failure.ts';
import { failed } from '../../src/features/doctor/attempt.ts';
import { examine } from '../../src/features/doctor/doctor.ts';
import { about, type Finding } from '../../src/features/doctor/finding.ts';
import { doctorView } from '../../src/features/doctor/messages.ts';
import { probe } from '../../src/features/doctor/probe.ts';
import { aConnection } from '../builders/a-connection.ts';
import { channelId, groupId, personId } from '../builders/ids.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import {
  aChannelCheck,
  aMember,
  answered,
  aSetUp,
  auditChannel,
  refused,
  type SetUpFaults,
} from '../doubles/a-set-up.ts';
import { memorySnapshot } from '../doubles/memory-snapshot.ts';
import type { Samples } from './sample.ts';

const helpdesk = aChannelRule({ allow: ['see', 'kick', 'block'] });
const leads = aChannelRule({ id: channelId('C0LEADS'), name: 'leads', allow: [] });
const rules = { channels: new Map([helpdesk, leads].map((rule) => [rule.id, rule])) };
const failing = (code: (typeof failureCodes)[number]) => async () => {
  throw new Failure(code, 'ordered');
};
const unreadable = async () => {
  throw new Failure(
    'history_unavailable',
    'cannot read the connection history: database disk image is malformed (the database is damaged: keep the file, and restore a copy)',
  );
};
const hash = 'ab'.repeat(32);
const history = { days: 30, readsConnectionLog: true, notify: undefined, known: [] };
const logging: EndpointFacts = {
  status: 'available',
  authentication: ['federated'],
  connectHandler: 'bouncer',
  sessionTimeoutHours: 24,
  connectionLogGroup: '/aws/clientvpn/prod-eu',
};

/** Set-ups in which something is wrong, so that together they show every finding. */
const faulty: readonly SetUpFaults[] = [
  {
    rules: { channels: new Map(), people: { match: 'map', map: new Map() } },
    blocks: undefined,
    workspace: {
      bot: async () => refused('invalid_auth'),
      reach: async () => refused('not_allowed_token_type'),
    },
    store: { tryOut: async () => ({ kind: 'absent' }), recorded: async () => undefined },
    queue: { dead: undefined },
  },
  {
    rules: {
      ...rules,
      people: {
        match: 'local-part',
        domains: ['corp.example'],
        map: new Map([[personId('U0DORA'), ['dora']]]),
      },
      breakGlass: { people: [personId('U0DORA')], groups: [groupId('S0RESPONDERS')] },
    },
    scopes: { 'chat:write': 'post messages', 'groups:read': 'check private channels' },
    workspace: {
      clockAheadMs: async () => 20_000,
      reach: async () => ({ kind: 'called', isProved: false }),
      channel: async (id) => aChannelCheck(id, { isPrivate: false, isOrgShared: id === auditChannel }, false),
      person: async (id) => aMember(id, { accountType: 'deactivated' }),
      membersOf: async () => refused('no_such_subteam'),
      members: async () => refused('missing_scope'),
      witnesses: async () => refused('missing_scope'),
    },
    vpn: {
      clocksAheadMs: () => new Map([['eu-west-1', -70_000]]),
      facts: async () => ({
        status: 'pending-associate',
        authentication: ['certificate'],
        connectHandler: 'none',
        sessionTimeoutHours: 24,
      }),
      daysToExpiry: async () => ({ revocationList: 9.5, identityProviderCertificate: -1 }),
      authorizationPolicy: failing('aws_denied'),
      rehearse: async () => 'denied',
    },
    store: { tryOut: async () => ({ kind: 'outdated' }) },
    history: {
      knownSince: unreadable,
      observations: unreadable,
      find: unreadable,
    },
    blocks: undefined,
    queue: { waiting: 3, dead: 2 },
  },
  {
    rules: {
      ...rules,
      people: { match: 'email', map: new Map([[personId('U0EVE'), ['eve']]]) },
      breakGlass: { people: [], groups: [groupId('S0RESPONDERS')] },
    },
    scopes: {},
    workspace: {
      reach: async () => ({ kind: 'called', isProved: true }),
      channel: async (id) =>
        id === auditChannel
          ? aChannelCheck(id, { name: 'vpn-audit', isShared: true, isArchived: true })
          : aChannelCheck(id, { isShared: true }),
      person: async (id) => aMember(id, { email: undefined, hasUnconfirmedEmail: true }),
      membersOf: async () => answered([]),
      witnesses: async () => answered([{ seq: 7, hash }]),
    },
    vpn: {
      facts: async () => ({
        status: 'available',
        authentication: ['directory', 'federated'],
        connectHandler: 'applying',
        sessionTimeoutHours: 24,
      }),
      daysToExpiry: failing('aws_denied'),
      authorizationPolicy: async () => ({
        kind: 'attached',
        status: 'failed',
        isEnforced: true,
        lastEvaluatedAt: undefined,
      }),
      rehearse: failing('aws_rejected'),
      scan: async () => memorySnapshot([aConnection({ username: 'mallory@example.com' })], new Date(0)),
    },
    queue: { fails: 'aws_rejected' },
  },
  {
    rules,
    workspace: {
      channel: async (id) => refused(id === auditChannel ? 'missing_scope' : 'channel_not_found'),
    },
    vpn: {
      facts: async () => ({
        status: 'deleting',
        authentication: [],
        connectHandler: 'another',
        sessionTimeoutHours: 24,
      }),
      authorizationPolicy: async () => ({
        kind: 'attached',
        status: 'active',
        isEnforced: false,
        lastEvaluatedAt: new Date(-120_000),
      }),
    },
  },
  { rules: { ...rules, history } },
  ...([undefined, 'aws_denied', 'aws_rejected', 'aws_throttled'] as const).map((code) => ({
    rules: { ...rules, history },
    vpn: { facts: async () => logging, ...(code && { tryConnectionLog: failing(code) }) },
  })),
];

/** The failures of Bouncer's own store are reported in their own words. */
const foreign = failureCodes.filter((code) => /^(aws|slack)_/.test(code));
const failures = foreign.map((code) =>
  failed(about('endpoint', code), new Failure(code, 'the message for the log')),
);

async function findingsOf(faults: SetUpFaults): Promise<readonly Finding[]> {
  const setUp = aSetUp(faults);
  return [...(await examine(setUp)), ...(await probe(setUp))];
}

export const doctorSamples = {
  messages: {
    doctorView: [
      doctorView(await findingsOf({ rules: { channels: new Map([[helpdesk.id, helpdesk]]) } })),
      ...(await Promise.all(faulty.map(findingsOf))).map((findings) => doctorView(findings)),
      doctorView([...failures, ...failures.slice(0, 20)], ['prod-eu']),
    ],
  },
} satisfies Samples;
