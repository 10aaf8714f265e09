import {
  type ChannelOrder,
  type CredentialOrder,
  type DisconnectOrder,
  disconnectReasons,
  type Fault,
  type FaultOrder,
  type PersonOrder,
  type RateLimitOrder,
} from '../protocol/control-protocol.ts';
import { type JsonObject, objectAt, stringAt } from '../protocol/json-object.ts';

// Each answers undefined where the body is not what the protocol says.

export function parseFaultOrder(body: JsonObject): FaultOrder | undefined {
  const method = stringAt(body, 'method');
  const fault = parseFault(objectAt(body, 'fault') ?? {});
  const times = body.times === null ? null : numberAt(body, 'times');
  return method === undefined || times === undefined || !fault ? undefined : { method, times, fault };
}

function parseFault(fault: JsonObject): Fault | undefined {
  const status = numberAt(fault, 'status');
  const retryAfterS = numberAt(fault, 'retryAfterS');
  const delayMs = numberAt(fault, 'delayMs');
  const error = stringAt(fault, 'error');
  const { when } = fault;
  switch (fault.kind) {
    case 'status':
      return status === undefined ? undefined : { kind: 'status', status };
    case 'rate_limited':
      return retryAfterS === undefined ? undefined : { kind: 'rate_limited', retryAfterS };
    case 'reset':
      return when === 'before' || when === 'after' ? { kind: 'reset', when } : undefined;
    case 'error':
      return error === undefined ? undefined : { kind: 'error', error };
    case 'delay':
      return delayMs === undefined ? undefined : { kind: 'delay', delayMs };
    default:
      return undefined;
  }
}

export function parseRateLimitOrder(body: JsonObject): RateLimitOrder | undefined {
  if (typeof body.isOn !== 'boolean') return undefined;
  const updates = numberAt(body, 'updates');
  return {
    isOn: body.isOn,
    burst: numberAt(body, 'burst') ?? 1,
    ...(updates !== undefined && { updates }),
  };
}

export function parseDisconnectOrder(body: JsonObject): DisconnectOrder | undefined {
  const reason = disconnectReasons.find((each) => each === body.reason);
  const atMost = numberAt(body, 'atMost');
  return reason && { reason, ...(atMost !== undefined && { atMost }) };
}

export function parseChannelOrder(body: JsonObject): ChannelOrder | undefined {
  const id = stringAt(body, 'id');
  const { kind, members } = body;
  const name = stringAt(body, 'name');
  if (id === undefined) return undefined;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...flagsOf(body, 'isArchived', 'isPostingRestricted', 'isPendingExtShared', 'isOrgShared', 'hasBot'),
    ...(kind === 'public' || kind === 'private' || kind === 'shared' ? { kind } : {}),
    ...(Array.isArray(members) ? { members: members.filter((each) => typeof each === 'string') } : {}),
  };
}

export function parsePersonOrder(body: JsonObject): PersonOrder | undefined {
  const id = stringAt(body, 'id');
  if (id === undefined) return undefined;
  return {
    id,
    ...flagsOf(
      body,
      'deleted',
      'isRestricted',
      'isUltraRestricted',
      'isStranger',
      'isEmailConfirmed',
      'isAway',
    ),
  };
}

export function parseCredentialOrder(body: JsonObject): CredentialOrder {
  const [botToken, appToken, signingSecret] = ['botToken', 'appToken', 'signingSecret'].map((name) =>
    stringAt(body, name),
  );
  return {
    ...(botToken && { botToken }),
    ...(appToken && { appToken }),
    ...(signingSecret && { signingSecret }),
  };
}

/** Those of the flags that the body sets. */
function flagsOf<Flag extends string>(body: JsonObject, ...flags: readonly Flag[]) {
  const set: { [Each in Flag]?: boolean } = {};
  for (const flag of flags) {
    const value = body[flag];
    if (typeof value === 'boolean') set[flag] = value;
  }
  return set;
}

function numberAt(body: JsonObject, key: string): number | undefined {
  const value = body[key];
  return typeof value === 'number' ? value : undefined;
}
