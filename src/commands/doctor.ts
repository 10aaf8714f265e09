import { decide, type Refusal } from '../core/decide.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { endpointLimitOf } from '../core/endpoint-limit.ts';
import { checkNames, type Finding, ok, warning, wrong } from '../core/finding.ts';
import type { SetUp } from '../ports/set-up.ts';
import { attempt } from './checks/attempt.ts';
import { checkAuditChannel, lookedAtAuditChannel } from './checks/check-audit-channel.ts';
import {
  checkAuthorizationPolicy,
  lookedAtAuthorizationPolicy,
} from './checks/check-authorization-policy.ts';
import { checkBlockList, lookedAtBlockList } from './checks/check-block-list.ts';
import { checkBot } from './checks/check-bot.ts';
import { checkBreakGlass } from './checks/check-break-glass.ts';
import { checkChannel, lookedAtChannel } from './checks/check-channel.ts';
import { checkEndpoint, lookedAtEndpoint } from './checks/check-endpoint.ts';
import { checkExpiry, lookedAtExpiry } from './checks/check-expiry.ts';
import { checkMapping } from './checks/check-mapping.ts';
import { checkPeople } from './checks/check-people.ts';
import { checkPermission, lookedAtPermission } from './checks/check-permission.ts';
import { checkQueue } from './checks/check-queue.ts';
import { checkReach } from './checks/check-reach.ts';
import { checkRecord, lookedAtRecord } from './checks/check-record.ts';
import { checkStore } from './checks/check-store.ts';
import { clockFinding } from './checks/clock-finding.ts';
import { findingsWithin, setUpWithin } from './checks/examine-within.ts';
import { type Asker, type AskersWorld, situationOf } from './steps/asker.ts';

export type DoctorResult =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'examined';
      readonly findings: readonly Finding[];
      /** The names of the endpoints that the channel is limited to; undefined where it is told everything. */
      readonly limitedTo: readonly string[] | undefined;
    };

/** Examines the set-up for someone whose channel may read the record: as far as the channel's endpoints go. */
export async function doctor(
  world: AskersWorld,
  setUp: SetUp,
  request: { readonly asker: Asker },
): Promise<DoctorResult> {
  const { rules } = world;
  const decision = decide(rules, await situationOf(world, request.asker), 'audit');
  if (!decision.allowed) return { kind: 'refused', refusal: decision };

  const limit = endpointLimitOf(rules, request.asker.channel);
  if (limit === undefined) return { kind: 'examined', findings: await examine(setUp), limitedTo: undefined };

  const findings = findingsWithin(await examine(setUpWithin(setUp, limit)), limit);
  return { kind: 'examined', findings, limitedTo: limit.endpoints.map(({ name }) => name) };
}

/** Looks at everything that the bot depends on. It never throws: whatever cannot be looked at is a finding as well. */
export async function examine(setUp: SetUp): Promise<readonly Finding[]> {
  const parts = await Promise.all([examineWorkspace(setUp), examineVpn(setUp), examineStores(setUp)]);
  const findings = [configFinding(setUp), ...parts.flat()];
  return findings.toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check));
}

function configFinding({ rules }: SetUp): Finding {
  const looked = { check: 'config', subject: 'configuration' } as const;
  const says = `valid, with endpoints: ${rules.endpoints.length}, channels: ${rules.channels.size}`;
  return rules.channels.size > 0
    ? ok(looked, says)
    : warning(looked, 'no channel is granted anything', { step: 'add channels to the configuration' });
}

/** Without a token that works, every other question to Slack would only say so again. */
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

  const rooms = await Promise.all([
    ...[...rules.channels.values()].map((rule) =>
      attempt(clock, lookedAtChannel(rule), () => checkChannel(setUp, rule)),
    ),
    attempt(clock, lookedAtAuditChannel(auditChannel), () => checkAuditChannel(workspace, auditChannel)),
    attempt(clock, { check: 'people', subject: `match: ${rules.people.match}` }, () => checkPeople(setUp)),
    attempt(clock, { check: 'people', subject: 'connections' }, () => checkMapping(setUp)),
    attempt(clock, { check: 'break-glass', subject: 'security.breakGlass' }, () => checkBreakGlass(setUp)),
  ]);
  return [...bot, ...others.flat(), commandFinding(setUp), ...rooms.flat()];
}

/** Slack tells no app which commands it has: only one that is typed can. */
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
    attempt(clock, lookedAtEndpoint(endpoint), () => checkEndpoint(setUp, endpoint)),
    attempt(clock, lookedAtAuthorizationPolicy(endpoint), () => checkAuthorizationPolicy(setUp, endpoint)),
    attempt(clock, lookedAtExpiry(endpoint), () => checkExpiry(vpn, endpoint)),
    ...(['connections', 'terminate'] as const).map((call) =>
      attempt(clock, lookedAtPermission(endpoint, call), () => checkPermission(vpn, endpoint, call)),
    ),
  ]);
  // Credentials that do not work, or a Region that does not answer, are one illness and not three.
  const said = new Set(itself.map(({ says }) => says));
  // An endpoint of which AWS tells nothing is one illness as well.
  const isTold = itself.every(({ verdict }) => verdict !== 'wrong');
  return [
    ...itself,
    ...(isTold ? [...policy, ...expiry] : []),
    ...permissions.flat().filter(({ says }) => !said.has(says)),
  ];
}

async function examineStores(setUp: SetUp): Promise<readonly Finding[]> {
  const { store, queue, clock } = setUp;
  const [itself, record, ...others] = await Promise.all([
    attempt(clock, { check: 'store', subject: store.name }, () => checkStore(store)),
    attempt(clock, lookedAtRecord, () => checkRecord(setUp)),
    attempt(clock, lookedAtBlockList, () => checkBlockList(setUp)),
    queue === undefined
      ? []
      : attempt(clock, { check: 'queue', subject: queue.name }, () => checkQueue(queue)),
  ]);
  // A store that cannot be opened is one illness and not two.
  const said = new Set(itself.map(({ says }) => says));
  return [...itself, ...record.filter(({ says }) => !said.has(says)), ...others.flat()];
}
