import type { Endpoint } from '../../domain/endpoint.ts';
import { type EndpointLimit, endpointLimitOf } from '../../domain/rules.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { type AuthorizeContext, loadAccess, type Requester } from '../../policy/load-access.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { attempt } from './checks/attempt.ts';
import {
  auditChannelSubject,
  channelSubject,
  checkAuditChannel,
  checkBot,
  checkChannel,
} from './checks/check-channel.ts';
import {
  authorizationPolicySubject,
  checkAuthorizationPolicy,
  checkEndpoint,
  checkExpiry,
  checkReach,
  endpointSubject,
  expirySubject,
} from './checks/check-endpoint.ts';
import { checkBreakGlass, checkMapping, checkPeople } from './checks/check-people.ts';
import {
  auditLogSubject,
  blockListSubject,
  checkAuditLog,
  checkBlockList,
  checkPermission,
  checkQueue,
  checkStore,
  permissionSubject,
} from './checks/check-store.ts';
import { checkNames, type Finding, ok, warning, wrong } from './checks/finding.ts';

export type DoctorResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | {
      readonly kind: 'examined';
      readonly findings: readonly Finding[];
      /** The names of the endpoints that the channel is limited to; undefined when it sees everything. */
      readonly limitedTo: readonly string[] | undefined;
    };

/** Examines the set-up for a channel with the grant `audit`, limited to the channel's endpoints. */
export async function doctor(
  app: AuthorizeContext,
  setUp: SetUp,
  request: { readonly requester: Requester },
): Promise<DoctorResult> {
  const { rules } = app;
  const decision = authorize(rules, await loadAccess(app, request.requester), 'audit');
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const limit = endpointLimitOf(rules, request.requester.channel);
  if (limit === undefined) return { kind: 'examined', findings: await examine(setUp), limitedTo: undefined };

  const findings = findingsWithin(await examine(setUpWithin(setUp, limit)), limit);
  return { kind: 'examined', findings, limitedTo: limit.endpoints.map(({ name }) => name) };
}

/** Checks everything that Bouncer depends on. It never throws: a check that fails becomes a finding. */
export async function examine(setUp: SetUp): Promise<readonly Finding[]> {
  const parts = await Promise.all([examineWorkspace(setUp), examineVpn(setUp), examineStores(setUp)]);
  const findings = [configFinding(setUp), ...parts.flat()];
  return findings.toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check));
}

function configFinding({ rules }: SetUp): Finding {
  const subject = { check: 'config', subject: 'configuration' } as const;
  const says = `valid, with endpoints: ${rules.endpoints.length}, channels: ${rules.channels.size}`;
  return rules.channels.size > 0
    ? ok(subject, says)
    : warning(subject, 'no channel is granted anything', { step: 'add channels to the configuration' });
}

/** Checks the Slack workspace. With an invalid token, every further call to Slack would only fail in the same way. */
async function examineWorkspace(setUp: SetUp): Promise<readonly Finding[]> {
  const { rules, workspace, auditChannel, clock } = setUp;
  const token = { check: 'bot-token', subject: 'Slack' } as const;
  const [bot, ...others] = await Promise.all([
    attempt(clock, token, () => checkBot(setUp)),
    attempt(clock, { check: 'app-token', subject: 'Slack' }, () => checkReach(setUp)),
    attempt(clock, { check: 'clock', subject: 'Slack' }, () => checkClock(workspace)),
  ]);
  if (bot.some(({ check, verdict }) => check === 'bot-token' && verdict === 'wrong')) {
    return [...bot, ...others.flat(), ...unexamined];
  }

  const lookedUp = await Promise.all([
    ...[...rules.channels.values()].map((rule) =>
      attempt(clock, channelSubject(rule), () => checkChannel(setUp, rule)),
    ),
    attempt(clock, auditChannelSubject(auditChannel), () => checkAuditChannel(workspace, auditChannel)),
    attempt(clock, { check: 'people', subject: `match: ${rules.people.match}` }, () => checkPeople(setUp)),
    attempt(clock, { check: 'people', subject: 'connections' }, () => checkMapping(setUp)),
    attempt(clock, { check: 'break-glass', subject: 'security.breakGlass' }, () => checkBreakGlass(setUp)),
  ]);
  return [...bot, ...others.flat(), commandFinding(setUp), ...lookedUp.flat()];
}

/** Slack has no method that lists an app's commands, so only a typed command proves that it exists. */
function commandFinding({ command, isAskedBySlack }: SetUp): Finding {
  const says = isAskedBySlack
    ? 'the app has this command: it was typed just now'
    : `the bot answers to it alone; the app has it if ${command} doctor answers in Slack`;
  return ok({ check: 'command', subject: command }, says);
}

async function checkClock(workspace: SetUp['workspace']): Promise<readonly Finding[]> {
  const aheadMs = await workspace.clockAheadMs();
  return aheadMs === undefined ? [] : [clockFinding('Slack', aheadMs)];
}

const unexamined: readonly Finding[] = (
  ['scopes', 'channel', 'audit-channel', 'people', 'break-glass'] as const
).map((check) =>
  wrong({ check, subject: 'Slack' }, 'not looked at, since the bot could ask Slack nothing with its token', {
    step: 'mend what the line about the bot token says',
  }),
);

async function examineVpn(setUp: SetUp): Promise<readonly Finding[]> {
  const { rules, vpn } = setUp;
  const endpoints = await Promise.all(rules.endpoints.map((endpoint) => examineEndpoint(setUp, endpoint)));
  const clocks = [...vpn.clocksAheadMs()]
    .filter(([region]) => rules.endpoints.some((endpoint) => endpoint.region === region))
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([region, ms]) => clockFinding(`AWS ${region}`, ms));
  return [...clocks, ...endpoints.flat()];
}

async function examineEndpoint(setUp: SetUp, endpoint: Endpoint): Promise<readonly Finding[]> {
  const { vpn, clock } = setUp;
  const [itself = [], policy = [], expiry = [], ...permissions] = await Promise.all([
    attempt(clock, endpointSubject(endpoint), () => checkEndpoint(setUp, endpoint)),
    attempt(clock, authorizationPolicySubject(endpoint), () => checkAuthorizationPolicy(setUp, endpoint)),
    attempt(clock, expirySubject(endpoint), () => checkExpiry(vpn, endpoint)),
    ...(['connections', 'terminate'] as const).map((call) =>
      attempt(clock, permissionSubject(endpoint, call), () => checkPermission(vpn, endpoint, call)),
    ),
  ]);
  // Invalid credentials or an unreachable Region are reported once, not three times.
  const reported = new Set(itself.map(({ says }) => says));
  // So is an endpoint that AWS does not describe.
  const isDescribed = itself.every(({ verdict }) => verdict !== 'wrong');
  return [
    ...itself,
    ...(isDescribed ? [...policy, ...expiry] : []),
    ...permissions.flat().filter(({ says }) => !reported.has(says)),
  ];
}

async function examineStores(setUp: SetUp): Promise<readonly Finding[]> {
  const { store, queue, clock } = setUp;
  const [itself, record, ...others] = await Promise.all([
    attempt(clock, { check: 'store', subject: store.name }, () => checkStore(store)),
    attempt(clock, auditLogSubject, () => checkAuditLog(setUp)),
    attempt(clock, blockListSubject, () => checkBlockList(setUp)),
    queue === undefined
      ? []
      : attempt(clock, { check: 'queue', subject: queue.name }, () => checkQueue(queue)),
  ]);
  // A store that cannot be opened is reported once, not twice.
  const reported = new Set(itself.map(({ says }) => says));
  return [...itself, ...record.filter(({ says }) => !reported.has(says)), ...others.flat()];
}

/** Leases and connection locks last for seconds, and are compared with the clocks of several machines. */
const noticedMs = 10_000;
/** Requests from further in the future are rejected, and audit entries would have wrong times. */
const mostMs = 60_000;

/** Compares our clock with another one. @param aheadMs Milliseconds that the other is ahead, exact to the second. */
function clockFinding(whose: string, aheadMs: number): Finding {
  const subject = { check: 'clock', subject: whose } as const;
  const apart = Math.abs(aheadMs);
  if (apart <= noticedMs) return ok(subject, 'our clocks agree');

  const says = `our clock is ${Math.round(apart / 1_000)} s ${aheadMs > 0 ? 'behind' : 'ahead of'} ${whose}’s`;
  const fix = { step: 'let the machine keep its time by NTP', exact: 'timedatectl set-ntp true' };
  return apart <= mostMs ? warning(subject, says, fix) : wrong(subject, says, fix);
}

/** Limits the set-up to what a limited channel may see: its own endpoints, and no channel but itself. */
function setUpWithin(setUp: SetUp, limit: EndpointLimit): SetUp {
  const { rules } = setUp;
  const channels = new Map([...rules.channels].filter(([id]) => id === limit.channel));
  return { ...setUp, rules: { ...rules, channels, endpoints: limit.endpoints } };
}

/** The checks whose findings contain counts over all endpoints. */
const counting: readonly string[] = ['store', 'record', 'block-list', 'queue'];

/** Limits findings to what a limited channel may see: nothing about the audit channel, and counts only of problems. */
function findingsWithin(findings: readonly Finding[], { endpoints }: EndpointLimit): readonly Finding[] {
  const limitedTo = endpoints.map(({ name }) => name).join(', ') || 'no endpoint';
  return findings.flatMap((finding) => {
    if (finding.check === 'audit-channel') return [];
    if (finding.verdict !== 'ok') return [finding];
    if (finding.check === 'config') return [ok(finding, `valid; limited to ${limitedTo}`)];
    return [counting.includes(finding.check) ? ok(finding, 'no problem found') : finding];
  });
}
