import { addMinutes } from 'date-fns/addMinutes';
import { describe, expect, it, test } from 'vitest';
import { canonicalJson, emptyHead } from '../../../src/domain/audit-chain.ts';
import type { EndpointFacts } from '../../../src/domain/endpoint.ts';
import { Failure, failureCodes } from '../../../src/domain/failure.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import { doctor, examine } from '../../../src/features/doctor/doctor.ts';
import { checkNames, type Finding } from '../../../src/features/doctor/finding.ts';
import type { VpnCheckup } from '../../../src/ports/set-up.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { type channelId, groupId, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock } from '../../contract/a-block.ts';
import { anUpdate } from '../../contract/connection-history-contract.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import {
  aChannelCheck,
  aMember,
  answered,
  aSetUp,
  auditChannel,
  refused,
  type SetUpFaults,
} from '../../doubles/a-set-up.ts';
import { anApp, helga, helpdesk, secops } from '../../doubles/an-app.ts';
import { MemoryConnectionHistory } from '../../doubles/memory-connection-history.ts';

const endpointSubject = 'prod-eu (cvpn-endpoint-0123456789abcdef0)';
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/111122223333/requests.fifo';
const rules = { channels: new Map([[helpdesk.id, helpdesk]]) };
const blocker = aChannelRule({ allow: ['block'] });
const facts: EndpointFacts = {
  status: 'available',
  authentication: ['federated'],
  connectHandler: 'none',
  sessionTimeoutHours: 24,
};
const policy = {
  kind: 'attached',
  status: 'active',
  isEnforced: true,
  lastEvaluatedAt: new Date(-120_000),
} as const;
const never = () => new Promise<never>(() => {});
const failing = (code: (typeof failureCodes)[number]) => async () => {
  throw new Failure(code, 'ordered');
};

test.each([
  [
    new Failure('aws_credentials_unreadable', 'x', {
      cause: Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'open', path: '/run/token' }),
      setting: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    }),
    'a file with AWS credentials can’t be read: /run/token: no such file (AWS_WEB_IDENTITY_TOKEN_FILE)',
    {
      step: 'let Bouncer’s user read it, or correct AWS_WEB_IDENTITY_TOKEN_FILE',
      exact: 'ls -l /run/token',
    },
  ],
  [
    new Failure('aws_unreachable', 'x', {
      cause: Object.assign(new Error('x'), { code: 'ENOTFOUND', hostname: 'ec2.eu-west-9.amazonaws.com' }),
    }),
    'AWS didn’t respond: ec2.eu-west-9.amazonaws.com: the name can’t be resolved',
    { step: expect.stringContaining('DNS') },
  ],
  [
    new Failure('aws_unreachable', 'x', {
      cause: Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }),
    }),
    'AWS didn’t respond: TLS failed, or its certificate isn’t trusted',
    { step: expect.stringContaining('trust'), exact: expect.stringContaining('NODE_EXTRA_CA_CERTS') },
  ],
  [
    new Failure('aws_unreachable', 'x', { cause: Object.assign(new Error('x'), { code: 'ETIMEDOUT' }) }),
    'AWS didn’t respond: no response in time',
    { step: expect.stringContaining('443') },
  ],
  [
    new Failure('aws_credentials', 'x', { cause: Object.assign(new Error('x'), { name: 'ExpiredToken' }) }),
    'AWS doesn’t accept the credentials: they have expired (ExpiredToken)',
    { step: expect.stringContaining('renew') },
  ],
  [
    new Failure('aws_credentials', 'x', {
      trouble: { kind: 'file', path: '/home/b/.aws/sso/cache/1.json', why: 'the sign-in has expired' },
      setting: 'AWS_PROFILE',
    }),
    'AWS doesn’t accept the credentials: /home/b/.aws/sso/cache/1.json: the sign-in has expired (AWS_PROFILE)',
    { step: expect.stringContaining('sign in again'), exact: 'aws sso login' },
  ],
  [
    new Failure('aws_credentials_missing', 'x', {
      trouble: { kind: 'file', path: '/home/b/.aws/config', why: 'there is no profile nope' },
      setting: 'AWS_PROFILE',
    }),
    'no AWS credentials were found: /home/b/.aws/config: there is no profile nope (AWS_PROFILE)',
    { step: expect.stringContaining('correct AWS_PROFILE') },
  ],
  [
    new Failure('aws_credentials_missing', 'x', {
      trouble: { kind: 'network', why: 'refused', host: '127.0.0.1:9' },
      setting: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    }),
    'no AWS credentials were found: 127.0.0.1:9: the connection was refused (AWS_CONTAINER_CREDENTIALS_FULL_URI)',
    { step: expect.stringContaining('something listens there') },
  ],
  [
    new Failure('aws_credentials_missing', 'x'),
    'no AWS credentials were found',
    { step: expect.stringContaining('credentials'), exact: 'aws sts get-caller-identity' },
  ],
])('a failure of AWS is reported with its fix: %o', async (failure, says, fix) => {
  const failing = async () => {
    throw failure;
  };

  const findings = await examine(aSetUp({ rules, vpn: { facts: failing } }));

  expect(findings.find(({ check }) => check === 'endpoint')).toMatchObject({ verdict: 'wrong', says, fix });
});

test('a person whom Slack does not describe is not reported as unknown', async () => {
  const people = { match: 'email', map: new Map([[personId('U0BOB'), ['bob']]]) } as const;
  const saying = async (word: string) => {
    const findings = await examine(
      aSetUp({ rules: { ...rules, people }, workspace: { person: async () => refused(word) } }),
    );
    return findings.find(({ check, verdict }) => check === 'people' && verdict === 'wrong')?.says;
  };

  expect(await saying('user_not_found')).toBe('Slack has no such person: user_not_found');
  expect(await saying('missing_scope')).toBe('Bouncer can’t look up this person: a scope is missing');
  expect(await saying('enterprise_is_restricted')).toBe(
    'Slack can’t show this person: enterprise_is_restricted',
  );
});

test('hosts are named as they are: those of an emulator or a proxy too', async () => {
  const vpn = { hosts: () => new Map([['eu-west-1', '127.0.0.1:4599']]) };
  const findings = await examine(aSetUp({ rules, vpn, workspace: { host: 'slack.test:4600' } }));
  const unreachable = await examine(
    aSetUp({
      rules,
      vpn: { ...vpn, facts: failing('aws_unreachable') },
      workspace: { host: 'slack.test:4600', reach: failing('slack_unreachable') },
    }),
  );

  const saysOf = (check: string) => findings.find((finding) => finding.check === check)?.says;
  expect(saysOf('endpoint')).toContain('according to 127.0.0.1:4599');
  expect(saysOf('bot-token')).toContain('according to slack.test:4600');
  const fixOf = (check: string) => unreachable.find((finding) => finding.check === check)?.fix?.step;
  expect(fixOf('endpoint')).toBe('let Bouncer reach 127.0.0.1:4599');
  expect(fixOf('app-token')).toBe('let Bouncer reach slack.test:4600');
});

test('a Region that is not known is mentioned only if AWS does not respond there', async () => {
  const endpoint = { ...anEndpoint(), region: 'xx-elsewhere-1' };
  const mentions = async (faults: SetUpFaults) =>
    JSON.stringify(await examine(aSetUp({ ...faults, rules: { ...rules, endpoints: [endpoint] } }))).includes(
      'know the Region xx-elsewhere-1',
    );

  expect(await mentions({})).toBe(false);
  expect(await mentions({ vpn: { facts: failing('aws_unreachable') } })).toBe(true);
});

test('a correct set-up passes every check', async () => {
  const findings = await examine(aSetUp({ rules }));

  expect(problemsIn(findings)).toEqual([]);
  const checked = findings.map(({ check }) => check);
  // Over a socket nothing is signed, by default no connection log is read, nothing was recorded yet, on one machine there is no queue, and only who asks for it probes.
  expect(checkNames.filter((name) => !checked.includes(name))).toEqual([
    'signing-secret',
    'connection-log',
    'history',
    'queue',
    'probe',
  ]);
});

const entries = aChain([anEntryDraft(), anEntryDraft()]);

/** A record that holds these entries, and an audit channel that shows those. */
function recorded(held: readonly number[], shown: readonly number[]): SetUpFaults {
  const inAuditLog = entries.filter(({ seq }) => held.includes(seq));
  const witnesses = entries.filter(({ seq }) => shown.includes(seq));
  return {
    workspace: { witnesses: async () => answered(witnesses) },
    store: {
      recorded: async () => ({
        head: inAuditLog.at(-1) ?? emptyHead,
        stored: new Map(inAuditLog.map((entry) => [entry.seq, canonicalJson(entry)])),
      }),
    },
  };
}

describe('finds each problem in its place', () => {
  it.each<[string, SetUpFaults, readonly string[]]>([
    ['no channels', { rules: { channels: new Map() } }, ['warning config configuration']],
    ['a missing scope', { scopes: { 'chat:write': '', 'groups:read': '' } }, ['wrong scopes Slack']],
    [
      'a missing scope that only exports need',
      { scopes: { 'chat:write': '', 'files:write': '' } },
      ['warning scopes Slack'],
    ],
    ['a scope too many', { scopes: {} }, ['warning scopes Slack']],
    [
      'an app token that is refused',
      { workspace: { reach: async () => refused('invalid_auth') } },
      ['wrong app-token Slack'],
    ],
    [
      'HTTP that nothing has proved',
      { workspace: { reach: async () => ({ kind: 'called', isProved: false }) } },
      ['warning signing-secret Slack'],
    ],
    [
      'HTTP that a request has proved',
      { workspace: { reach: async () => ({ kind: 'called', isProved: true }) } },
      [],
    ],
    [
      'a clock that is a little behind Slack’s',
      { workspace: { clockAheadMs: async () => 20_000 } },
      ['warning clock Slack'],
    ],
    [
      'a clock that is far ahead of AWS’',
      { vpn: { clocksAheadMs: () => new Map([['eu-west-1', -70_000]]) } },
      ['wrong clock AWS eu-west-1'],
    ],
    [
      'a channel that the bot cannot see',
      { workspace: { channel: roomsBut(helpdesk.id, refused('channel_not_found')) } },
      ['wrong channel #helpdesk (C0HELPDESK)'],
    ],
    [
      'a public channel that may kick',
      { workspace: { channel: roomsBut(helpdesk.id, aChannelCheck(helpdesk.id, { isPrivate: false })) } },
      ['wrong channel #helpdesk (C0HELPDESK)'],
    ],
    [
      'a shared channel that may kick',
      { workspace: { channel: roomsBut(helpdesk.id, aChannelCheck(helpdesk.id, { isShared: true })) } },
      ['wrong channel #helpdesk (C0HELPDESK)'],
    ],
    [
      'a channel of several workspaces that may kick',
      { workspace: { channel: roomsBut(helpdesk.id, aChannelCheck(helpdesk.id, { isOrgShared: true })) } },
      ['wrong channel #helpdesk (C0HELPDESK)'],
    ],
    [
      'an archived channel that may kick',
      { workspace: { channel: roomsBut(helpdesk.id, aChannelCheck(helpdesk.id, { isArchived: true })) } },
      ['wrong channel #helpdesk (C0HELPDESK)'],
    ],
    [
      'a channel without the bot',
      { workspace: { channel: roomsBut(helpdesk.id, aChannelCheck(helpdesk.id, {}, false)) } },
      ['wrong channel #helpdesk (C0HELPDESK)'],
    ],
    [
      'a channel that may do nothing',
      { rules: { channels: new Map([[helpdesk.id, aChannelRule({ allow: [] })]]) } },
      ['warning channel #helpdesk (C0HELPDESK)'],
    ],
    [
      'an audit channel without the bot',
      {
        workspace: { channel: roomsBut(auditChannel, aChannelCheck(auditChannel, { name: 'audit' }, false)) },
      },
      ['wrong audit-channel #audit (C0AUDIT)'],
    ],
    [
      'an audit channel in which it may not post',
      { workspace: { posting: async () => refused('restricted_action') } },
      ['wrong audit-channel #helpdesk (C0AUDIT)'],
    ],
    [
      'an archived audit channel',
      { workspace: { channel: roomsBut(auditChannel, aChannelCheck(auditChannel, { isArchived: true })) } },
      ['wrong audit-channel #helpdesk (C0AUDIT)'],
    ],
    [
      'a shared audit channel',
      { workspace: { channel: roomsBut(auditChannel, aChannelCheck(auditChannel, { isShared: true })) } },
      ['wrong audit-channel #helpdesk (C0AUDIT)'],
    ],
    [
      'an audit channel of several workspaces',
      { workspace: { channel: roomsBut(auditChannel, aChannelCheck(auditChannel, { isOrgShared: true })) } },
      ['warning audit-channel #helpdesk (C0AUDIT)'],
    ],
    [
      'a public audit channel',
      { workspace: { channel: roomsBut(auditChannel, aChannelCheck(auditChannel, { isPrivate: false })) } },
      ['warning audit-channel #helpdesk (C0AUDIT)'],
    ],
    [
      'an empty map that is the only way to find people',
      { rules: { people: { match: 'map', map: new Map() } } },
      ['warning people match: map'],
    ],
    [
      'a mapped person who does not exist',
      { rules: mapping('U0NOBODY'), workspace: { person: async () => refused('user_not_found') } },
      ['wrong people people.map.U0NOBODY'],
    ],
    [
      'a mapped person who has left',
      {
        rules: mapping('U0DORA'),
        workspace: { person: async (id) => aMember(id, { accountType: 'deactivated' }) },
      },
      ['warning people people.map.U0DORA'],
    ],
    [
      'a mapped person with an unconfirmed address',
      {
        rules: mapping('U0EVE'),
        workspace: { person: async (id) => aMember(id, { email: undefined, hasUnconfirmedEmail: true }) },
      },
      ['warning people people.map.U0EVE'],
    ],
    [
      'a mapped person with an unconfirmed address, where addresses do not count',
      {
        rules: {
          ...mapping('U0EVE'),
          people: { match: 'map', map: new Map([[personId('U0EVE'), ['eve']]]) },
        },
        workspace: { person: async (id) => aMember(id, { email: undefined, hasUnconfirmedEmail: true }) },
      },
      [],
    ],
    [
      'a responder who has left',
      {
        rules: breakableBy({ people: [personId('U0DORA')] }),
        workspace: { person: async (id) => aMember(id, { accountType: 'deactivated' }) },
      },
      ['warning break-glass U0DORA'],
    ],
    [
      'a group of responders that is not there',
      {
        rules: breakableBy({ groups: [groupId('S0NOBODY')] }),
        workspace: { membersOf: async () => refused('no_such_subteam') },
      },
      ['wrong break-glass S0NOBODY'],
    ],
    [
      'a group of responders without any',
      {
        rules: breakableBy({ groups: [groupId('S0EMPTY')] }),
        workspace: { membersOf: async () => ({ kind: 'answered', value: [] }) },
      },
      ['warning break-glass S0EMPTY'],
    ],
    [
      'an approver who has left',
      {
        rules: approvedBy({ people: [personId('U0DORA')] }),
        workspace: { person: async (id) => aMember(id, { accountType: 'deactivated' }) },
      },
      ['warning approvers U0DORA'],
    ],
    [
      'a group of approvers that is not there',
      {
        rules: approvedBy({ groups: [groupId('S0NOBODY')] }),
        workspace: { membersOf: async () => refused('no_such_subteam') },
      },
      ['wrong approvers S0NOBODY'],
    ],
    [
      'an endpoint without a network',
      { vpn: { facts: async () => ({ ...facts, status: 'pending-associate' }) } },
      [`warning endpoint ${endpointSubject}`],
    ],
    [
      'an endpoint that was deleted',
      { vpn: { facts: async () => ({ ...facts, status: 'deleted' }) } },
      [`wrong endpoint ${endpointSubject}`],
    ],
    [
      'an endpoint in some other state',
      { vpn: { facts: async () => ({ ...facts, status: 'healing' }) } },
      [`warning endpoint ${endpointSubject}`],
    ],
    [
      'blocks that nothing enforces',
      { rules: { channels: new Map([[blocker.id, blocker]]) }, vpn: { facts: async () => facts } },
      [`warning connect-handler ${endpointSubject}`],
    ],
    [
      'blocks that another’s handler does not know',
      {
        rules: { channels: new Map([[blocker.id, blocker]]) },
        vpn: { facts: async () => ({ ...facts, connectHandler: 'another' }) },
      },
      [`warning connect-handler ${endpointSubject}`],
    ],
    [
      'a handler that AWS is still attaching',
      { vpn: { facts: async () => ({ ...facts, connectHandler: 'applying' }) } },
      [`warning connect-handler ${endpointSubject}`],
    ],
    ['no blocks, and nothing that would enforce them', { vpn: { facts: async () => facts } }, []],
    [
      'an authorization policy that could not be put into effect',
      { vpn: { authorizationPolicy: async () => ({ ...policy, status: 'failed' }) } },
      [`warning authorization-policy ${endpointSubject}`],
    ],
    [
      'a role from before the bot asked for policies',
      { vpn: { authorizationPolicy: failing('aws_denied') } },
      [`warning authorization-policy ${endpointSubject}`],
    ],
    [
      'a policy that AWS does not tell of just now',
      { vpn: { authorizationPolicy: failing('aws_throttled') } },
      [`warning authorization-policy ${endpointSubject}`],
    ],
    [
      'a look that AWS denies',
      { vpn: { rehearse: denying('connections') } },
      [`wrong aws-look ${endpointSubject}`],
    ],
    [
      'a Terminate that AWS denies',
      { vpn: { rehearse: denying('terminate') } },
      [`wrong aws-end ${endpointSubject}`],
    ],
    [
      'a dry run that AWS refuses',
      { vpn: { rehearse: failing('aws_rejected') } },
      [`warning aws-look ${endpointSubject}`, `warning aws-end ${endpointSubject}`],
    ],
    ['a queue from which everything is taken', { queue: { waiting: 3 } }, []],
    ['requests that nobody could work on', { queue: { dead: 2 } }, [`warning queue ${queueUrl}`]],
    ['a queue that loses them', { queue: { dead: undefined } }, [`warning queue ${queueUrl}`]],
    ['a queue that is not there', { queue: { fails: 'aws_rejected' } }, [`wrong queue ${queueUrl}`]],
    ['a queue that may not be looked at', { queue: { fails: 'aws_denied' } }, [`wrong queue ${queueUrl}`]],
    [
      'blocks without a list of them',
      { rules: { channels: new Map([[blocker.id, blocker]]) }, blocks: undefined },
      ['warning block-list blocks'],
    ],
    ['no list of blocks, and nobody who may block', { blocks: undefined }, []],
    [
      'a list of blocks that cannot be read',
      { blocks: { all: failing('blocks_unavailable') } },
      ['wrong block-list blocks'],
    ],
    [
      'a store that cannot be written',
      { store: { tryOut: failing('store_unavailable') } },
      ['wrong store ./bouncer.db'],
    ],
    ['a store that is not there yet', { store: { tryOut: async () => ({ kind: 'absent' }) } }, []],
    ['a store of an earlier version', { store: { tryOut: async () => ({ kind: 'outdated' }) } }, []],
    ['a record that agrees with the audit channel', recorded([1, 2], [1, 2]), []],
    ['a record that is ahead of the audit channel', recorded([1, 2], [1]), []],
    ['a record whose end is missing', recorded([1], [1, 2]), ['wrong record audit log']],
    ['a record that is gone', recorded([], [1, 2]), ['wrong record audit log']],
    [
      'a record of an earlier version',
      { ...recorded([], [1, 2]), store: { recorded: async () => undefined } },
      [],
    ],
    [
      'an audit channel that cannot be read',
      { workspace: { witnesses: async () => refused('missing_scope') } },
      ['warning record audit log'],
    ],
    [
      'a store that cannot be opened, is reported once',
      { store: { tryOut: failing('store_unavailable'), recorded: failing('store_unavailable') } },
      ['wrong store ./bouncer.db'],
    ],
  ])('%s', async (_, faults, expected) => {
    const findings = await examine(aSetUp({ ...faults, rules: { ...rules, ...faults.rules } }));

    expect(problemsIn(findings)).toEqual(expected);
  });

  it('names a fix for every problem', async () => {
    const everything = aSetUp({
      rules: { ...rules, ...mapping('U0NOBODY') },
      workspace: {
        reach: async () => refused('invalid_auth'),
        channel: async () => refused('channel_not_found'),
        person: async () => refused('user_not_found'),
      },
      vpn: { facts: failing('aws_denied'), rehearse: async () => 'denied' },
      store: { tryOut: failing('store_unavailable') },
    });

    const ill = (await examine(everything)).filter(({ verdict }) => verdict !== 'ok');

    expect(ill).toHaveLength(8);
    for (const { fix } of ill) expect(fix?.step).not.toBe('');
  });
});

test.each([
  [policy, 'AWS denies and terminates connections according to it; last evaluated 2 min ago'],
  [
    { ...policy, isEnforced: false, status: 'updating', lastEvaluatedAt: undefined },
    'in shadow mode, so it denies no one (updating); no connection shows when it was last evaluated',
  ],
  [{ kind: 'none' }, 'none'],
] as const)('reports an endpoint’s authorization policy %o', async (known, says) => {
  const findings = await examine(aSetUp({ rules, vpn: { authorizationPolicy: async () => known } }));

  expect(findings.find(({ check }) => check === 'authorization-policy')).toMatchObject({
    verdict: 'ok',
    says,
  });
});

test('shows the statement that the role of an earlier version lacks, limited to the endpoint', async () => {
  const findings = await examine(aSetUp({ rules, vpn: { authorizationPolicy: failing('aws_denied') } }));

  expect(findings.find(({ check }) => check === 'authorization-policy')?.fix?.exact).toBe(
    '{"Effect":"Allow","Action":"ec2:GetClientVpnEndpointAuthorizationPolicy","Resource":"arn:aws:ec2:eu-west-1:*:client-vpn-endpoint/cvpn-endpoint-0123456789abcdef0"}',
  );
});

test.each([
  [{ revocationList: 14 }, ['ok the revocation list expires in 14 days']],
  [
    { revocationList: 13.9, identityProviderCertificate: 300 },
    [
      'warning the revocation list expires in 13 days; no one can connect with it after that',
      'ok the identity provider’s certificate expires in 300 days',
    ],
  ],
  [
    { identityProviderCertificate: 1 },
    ['warning the identity provider’s certificate expires in 1 day; no one can connect with it after that'],
  ],
  [
    { revocationList: 0.4 },
    ['wrong the revocation list expires today; no one can connect with it after that'],
  ],
  [{ revocationList: -0.4 }, ['wrong the revocation list has expired: no one can connect with it']],
  [{}, ['ok unknown: AWS reports neither a revocation list nor an identity provider’s certificate here']],
])('reports how long people can still connect: %o', async (given, expected) => {
  const days = { revocationList: undefined, identityProviderCertificate: undefined, ...given };
  const findings = await examine(aSetUp({ rules, vpn: { daysToExpiry: async () => days } }));

  const told = findings.filter(({ check }) => check === 'expiry');
  expect(told.map(({ verdict, says }) => `${verdict} ${says}`)).toEqual(expected);
  for (const { verdict, fix } of told) expect(fix === undefined).toBe(verdict === 'ok');
});

test('reports a revocation list that expires soon with the command that imports a new one, and its effect', async () => {
  const days = { revocationList: 3, identityProviderCertificate: undefined };
  const findings = await examine(aSetUp({ rules, vpn: { daysToExpiry: async () => days } }));

  const fix = findings.find(({ check }) => check === 'expiry')?.fix;
  expect(fix?.step).toContain('terminates every connection');
  expect(fix?.exact).toContain('import-client-vpn-client-certificate-revocation-list --region eu-west-1');
});

test.each([
  ['aws_denied', { exact: '{"Effect":"Allow","Action":"cloudwatch:GetMetricData","Resource":"*"}' }],
  ['aws_unreachable', { step: 'let Bouncer reach monitoring.eu-west-1.amazonaws.com on port 443' }],
  ['aws_throttled', { step: 'run doctor again in a minute' }],
  ['aws_credentials', { exact: 'aws sts get-caller-identity' }],
] as const)('reports a failure of CloudWatch (%s) as a warning with its fix', async (code, fix) => {
  const findings = await examine(aSetUp({ rules, vpn: { daysToExpiry: failing(code) } }));

  expect(problemsIn(findings)).toEqual([`warning expiry ${endpointSubject}`]);
  expect(findings.find(({ check }) => check === 'expiry')?.fix).toMatchObject(fix);
});

describe('the connection log', () => {
  const logging = { ...facts, connectionLogGroup: '/aws/clientvpn/prod-eu' };
  const history = { days: 30, readsConnectionLog: true, notify: undefined, known: [] };
  const examineLog = async (vpn: Partial<VpnCheckup>, rule: Partial<typeof history> = {}) => {
    const all = await examine(aSetUp({ rules: { ...rules, history: { ...history, ...rule } }, vpn }));
    return all.filter(({ check }) => check === 'connection-log');
  };

  it('is not mentioned unless the history reads it', async () => {
    expect(await examineLog({ facts: async () => logging }, { readsConnectionLog: false })).toEqual([]);
    expect(await examineLog({ facts: async () => logging }, { days: 0 })).toEqual([]);
  });

  it('is fine if it can be read', async () => {
    expect(await examineLog({ facts: async () => logging })).toMatchObject([
      { verdict: 'ok', says: 'the history reads /aws/clientvpn/prod-eu' },
    ]);
  });

  it('is a warning where connections are not logged', async () => {
    expect(await examineLog({ facts: async () => facts })).toMatchObject([
      {
        verdict: 'warning',
        fix: { exact: expect.stringContaining('--connection-log-options Enabled=true') },
      },
    ]);
  });

  it.each([
    [
      'aws_denied',
      '{"Effect":"Allow","Action":"logs:FilterLogEvents","Resource":"arn:aws:logs:eu-west-1:*:log-group:/aws/clientvpn/prod-eu:*"}',
    ],
    ['aws_rejected', 'aws logs create-log-group --region eu-west-1 --log-group-name /aws/clientvpn/prod-eu'],
    ['aws_throttled', undefined],
  ] as const)('is a warning with a fix when reading it fails with %s', async (code, exact) => {
    const findings = await examineLog({ facts: async () => logging, tryConnectionLog: failing(code) });

    expect(findings).toMatchObject([{ verdict: 'warning' }]);
    expect(findings[0]?.fix?.exact).toBe(exact);
  });
});

describe('the history', () => {
  const endpointId = anEndpoint().id;
  const now = new Date(0);
  const examineHistory = async (history: SetUpFaults['history']) => {
    const all = await examine(aSetUp({ history }));
    return all.filter(({ check }) => check === 'history');
  };
  const observed = async (...minutes: readonly (readonly [since: number, at: number])[]) => {
    const history = new MemoryConnectionHistory();
    for (const [since, at] of minutes) {
      const observation = { since: addMinutes(now, since), at: addMinutes(now, at), active: 1 };
      await history.recordObservation({ endpointId, ...observation });
    }
    return history;
  };

  it('is fine if nothing of the last day is missing, and says how far back it reaches', async () => {
    const history = await observed([-3_000, -2_940], [-1_500, -1_440], [-1_440, -700], [-760, -10]);
    await history.record([anUpdate(1, { endpointId, startedAt: addMinutes(now, -60) })]);

    const [finding, ...others] = await examineHistory(history);

    expect(others).toEqual([]);
    expect(finding).toMatchObject({ verdict: 'ok', says: expect.stringContaining('in the last day: 1') });
    expect(finding?.says).toContain('reaches back to 1969-12-29');
  });

  it('is a warning if a part of the last day was not observed', async () => {
    const history = await observed([-3_000, -900], [-600, -10]);

    expect(await examineHistory(history)).toMatchObject([
      { verdict: 'warning', says: expect.stringMatching(/; not observed from \S+ \S+ \S+ to /) },
    ]);
  });

  it('is a warning if nothing was observed lately', async () => {
    expect(await examineHistory(await observed([-3_000, -40]))).toMatchObject([{ verdict: 'warning' }]);
  });

  it('says that nothing was recorded yet', async () => {
    expect(await examineHistory(new MemoryConnectionHistory())).toMatchObject([{ verdict: 'ok' }]);
  });

  it.each([
    ['is empty', new MemoryConnectionHistory()],
    ['does not exist', undefined],
  ])('is a warning if it %s although Bouncer has recorded actions for an hour', async (_, history) => {
    const began = async (minutesAgo: number) => {
      const [entry] = aChain([anEntryDraft({ at: addMinutes(now, -minutesAgo).toISOString() })]);
      const stored = new Map(entry === undefined ? [] : [[1, canonicalJson(entry)]]);
      const recorded = async () => ({ head: entry ?? emptyHead, stored });
      const all = await examine(aSetUp({ history, store: { recorded } }));
      return all.filter(({ check, verdict }) => check === 'history' && verdict === 'warning');
    };

    expect(await began(30)).toEqual([]);
    expect(await began(90)).toMatchObject([
      { says: expect.stringMatching(/^nothing recorded yet, although/) },
    ]);
  });

  it('is only a warning if it cannot be read', async () => {
    const history = Object.assign(new MemoryConnectionHistory(), {
      knownSince: failing('history_unavailable'),
    });

    expect(await examineHistory(history)).toMatchObject([
      {
        verdict: 'warning',
        says: 'the history can’t be used: ordered',
        fix: { step: expect.stringContaining('docs/runbook.md') },
      },
    ]);
  });
});

test('reports the trust providers of devices with the endpoint', async () => {
  const trustedNames = { ...facts, trustProviders: ['jamf'] };
  const findings = await examine(aSetUp({ rules, vpn: { facts: async () => trustedNames } }));

  expect(findings.find(({ check }) => check === 'endpoint')?.says).toContain('; device posture from jamf');
});

describe('reports what cannot be checked as a problem', () => {
  it.each(failureCodes)('reports a check that fails with %s, and completes the others', async (code) => {
    const findings = await examine(aSetUp({ rules, vpn: { facts: failing(code) } }));

    expect(problemsIn(findings)).toEqual([`wrong endpoint ${endpointSubject}`]);
  });

  it('stops waiting for a check after its time limit', async () => {
    const findings = await examine(
      aSetUp({ isTimeUp: true, workspace: { bot: never }, store: { tryOut: never } }),
    );

    expect(problemsIn(findings)).toContain('wrong bot-token Slack');
    expect(problemsIn(findings)).toContain('wrong store ./bouncer.db');
  });

  it('reports the rest of Slack as not examined without a valid bot token', async () => {
    const findings = await examine(
      aSetUp({ rules, workspace: { bot: async () => refused('invalid_auth') } }),
    );

    expect(problemsIn(findings)).toEqual(
      ['bot-token', 'scopes', 'channel', 'audit-channel', 'people', 'approvers', 'break-glass'].map(
        (check) => `wrong ${check} Slack`,
      ),
    );
  });

  it('reports bad credentials of an endpoint once, not three times', async () => {
    const vpn = { facts: failing('aws_credentials'), rehearse: failing('aws_credentials') };

    expect(problemsIn(await examine(aSetUp({ rules, vpn })))).toEqual([`wrong endpoint ${endpointSubject}`]);
  });

  it('looks up only the first of many mapped people, and says so', async () => {
    const map = new Map(Array.from({ length: 60 }, (_, n) => [personId(`U${n}`), ['a name']]));
    const asked: string[] = [];
    const person = async (id: ReturnType<typeof personId>) => {
      asked.push(id);
      return aMember(id);
    };

    const findings = await examine(
      aSetUp({ rules: { people: { match: 'map', map } }, workspace: { person } }),
    );

    expect(asked).toHaveLength(50);
    expect(findings.find(({ check }) => check === 'people')?.says).toContain('50 of 60');
  });
});

describe('the missing statement can be pasted unchanged', () => {
  it.each([
    [{}, 'arn:aws:ec2:eu-west-1:*:client-vpn-endpoint/cvpn-endpoint-0123456789abcdef0'],
    [
      { region: 'us-gov-west-1', roleArn: 'arn:aws-us-gov:iam::111122223333:role/bouncer' },
      'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:client-vpn-endpoint/cvpn-endpoint-0123456789abcdef0',
    ],
    [
      { region: 'cn-north-1' },
      'arn:aws-cn:ec2:cn-north-1:*:client-vpn-endpoint/cvpn-endpoint-0123456789abcdef0',
    ],
  ])('%j', async (where, resource) => {
    const vpn = { rehearse: denying('terminate') };
    const findings = await examine(aSetUp({ rules: { endpoints: [anEndpoint(where)] }, vpn }));

    const fix = findings.find(({ check }) => check === 'aws-end')?.fix;
    expect(JSON.parse(fix?.exact ?? '')).toEqual({
      Effect: 'Allow',
      Action: 'ec2:TerminateClientVpnConnections',
      Resource: resource,
    });
  });
});

describe('a channel that is limited to some endpoints', () => {
  const labOps = aChannelRule({
    id: helpdesk.id,
    name: 'lab-ops',
    allow: ['audit', 'block'],
    endpoints: [lab],
  });
  const prodOps = aChannelRule({
    id: secops.id,
    name: 'prod-ops',
    allow: ['block'],
    endpoints: [anEndpoint()],
  });
  const both = someRules({ channels: [labOps, prodOps] });
  const examined = async (ill: SetUpFaults = {}) => {
    const setUp = aSetUp({ rules: both, ...ill });
    const result = await doctor(anApp([], both), setUp, { requester: aRequester(helga, labOps.id) });
    if (result.kind !== 'examined') throw new Error('refused');
    return result;
  };

  it('sees only its own endpoints and itself, and what it is limited to', async () => {
    const { findings, limitedTo } = await examined();

    expect(limitedTo).toEqual(['lab']);
    expect(findings.find(({ check }) => check === 'config')?.says).toBe('valid; limited to lab');
    expect(subjectsOf(findings, 'channel')).toEqual(['#lab-ops (C0HELPDESK)']);
    for (const check of ['endpoint', 'connect-handler', 'aws-look', 'aws-end'])
      expect(subjectsOf(findings, check)).toEqual([`lab (${lab.id})`]);
    expect(subjectsOf(findings, 'audit-channel')).toEqual([]);
    expect(JSON.stringify(findings)).not.toMatch(/prod-eu|prod-ops|C0SECOPS|C0AUDIT/);
  });

  it('makes no AWS call about other endpoints', async () => {
    const asked: string[] = [];
    await examined({
      vpn: {
        facts: async ({ name }) => {
          asked.push(name);
          return facts;
        },
      },
    });

    expect([...new Set(asked)]).toEqual(['lab']);
  });

  it('sees which of its own channels block without effect, and no other', async () => {
    const noHandler = { facts: async () => ({ ...facts, connectHandler: 'none' as const }) };

    const { findings } = await examined({ vpn: noHandler, blocks: undefined });

    const says = findings.filter(({ check }) => check === 'connect-handler' || check === 'block-list');
    expect(says.map(({ says: text }) => text)).toEqual([
      expect.stringContaining('#lab-ops can block people'),
      expect.stringContaining('#lab-ops can block people'),
    ]);
  });

  it('sees that the store, the blocks and the queue work, without counts', async () => {
    const blocks = { all: async () => [aBlock(), aBlock({ correlation: 'request-2' })] };

    const { findings } = await examined({ blocks, queue: { waiting: 4711 } });

    const counted = ['store', 'block-list', 'queue'].flatMap((name) =>
      findings.filter(({ check }) => check === name).map(({ verdict, says }) => [name, verdict, says]),
    );
    expect(counted).toEqual([
      ['store', 'ok', 'no problem found'],
      ['block-list', 'ok', 'no problem found'],
      ['queue', 'ok', 'no problem found'],
    ]);
  });

  it('sees a store that fails, as every channel does', async () => {
    const { findings } = await examined({ store: { tryOut: failing('store_unavailable') } });

    expect(problemsIn(findings)).toEqual(['wrong store ./bouncer.db']);
  });

  it('sees no clock of another Region', async () => {
    const clocks = new Map([
      ['us-east-1', 90_000],
      [lab.region, 90_000],
    ]);

    const { findings } = await examined({ vpn: { clocksAheadMs: () => clocks } });

    expect(subjectsOf(findings, 'clock')).toEqual(['Slack', `AWS ${lab.region}`]);
  });

  it('a channel with all endpoints is not limited', async () => {
    const requester = aRequester(helga, secops.id);

    expect(await doctor(anApp(), aSetUp(), { requester })).toMatchObject({ limitedTo: undefined });
  });
});

function subjectsOf(findings: readonly Finding[], check: string): readonly string[] {
  return findings.filter((finding) => finding.check === check).map(({ subject }) => subject);
}

describe('who may run doctor', () => {
  it('a channel with the grant audit', async () => {
    const requester = { person: helga.id, team: helga.team, channel: secops.id, channelName: 'secops' };

    expect(await doctor(anApp(), aSetUp(), { requester })).toMatchObject({ kind: 'examined' });
  });

  it('no other channel, and then nothing is examined', async () => {
    const requester = { person: helga.id, team: helga.team, channel: helpdesk.id, channelName: 'helpdesk' };
    const setUp = aSetUp({
      workspace: {
        bot: () => {
          throw new Error('looked at');
        },
      },
    });

    expect(await doctor(anApp(), setUp, { requester })).toMatchObject({
      kind: 'refused',
      denial: { grant: 'audit', reason: 'grant_missing' },
    });
  });
});

function problemsIn(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ verdict, check, subject }) => `${verdict} ${check} ${subject}`);
}

/** Every channel is as it should be, but one. */
function roomsBut(
  ill: ReturnType<typeof channelId>,
  answer: Awaited<ReturnType<ReturnType<typeof aSetUp>['workspace']['channel']>>,
) {
  return async (id: ReturnType<typeof channelId>) => (id === ill ? answer : aChannelCheck(id));
}

function mapping(id: string) {
  return { people: { match: 'email' as const, map: new Map([[personId(id), ['bob']]]) } };
}

function approvedBy(given: Partial<Rules['breakGlass']>) {
  return { kick: { ...someRules().kick, approvers: { people: [], groups: [], ...given } } };
}

function breakableBy(given: Partial<Rules['breakGlass']>) {
  return { breakGlass: { people: [], groups: [], ...given } };
}

function denying(denied: 'connections' | 'terminate') {
  return async (_endpoint: unknown, call: 'connections' | 'terminate') =>
    call === denied ? ('denied' as const) : ('allowed' as const);
}
