import { setTimeout as wait } from 'node:timers/promises';
import { deviceOf } from '../model/client-device.ts';
import type { CallConnectHandler } from '../model/fleet.ts';
import type { VpnConnection } from '../model/vpn-connection.ts';
import { isRecord } from './is-record.ts';

/** "The Lambda function times out after 30 seconds. This value cannot be changed." */
const timeoutMs = 30_000;

/** The client's message when the handler fails or returns an unexpected response. */
const usualMessage = 'Error establishing connection. Please contact your administrator.';

/**
 * Calls a client connect handler through Lambda's Invoke, as the Client VPN service does: synchronously; any unexpected
 * response denies the connection.
 *
 * https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-authorization.html
 */
export function connectHandlerCaller(lambdaUrl: string): CallConnectHandler {
  return async (connection, handlerArn) => {
    const answer = await Promise.race([
      invoke(lambdaUrl, handlerArn, eventFrom(connection)),
      wait(timeoutMs, undefined, { ref: false }),
    ]).catch(() => undefined);
    return verdictFrom(answer);
  };
}

/** The emulated Lambda requires a signature and does not verify it. */
async function invoke(lambdaUrl: string, handlerArn: string, event: object): Promise<unknown> {
  const response = await fetch(
    `${lambdaUrl}/2015-03-31/functions/${encodeURIComponent(handlerArn)}/invocations`,
    {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=ASIACLIENTVPN/lambda',
        'content-type': 'application/json',
      },
      body: JSON.stringify(event),
    },
  );
  if (!response.ok || response.headers.has('x-amz-function-error')) return undefined;
  return response.json();
}

/** Schema v2: `platform-version` is set for Windows clients, `groups` for directory and single sign-on users. */
function eventFrom({ connectionId, endpointId, commonName, username }: VpnConnection): object {
  const { publicIp, platform, platformVersion, openvpnVersion } = deviceOf(commonName);
  return {
    'connection-id': connectionId,
    'endpoint-id': endpointId,
    'common-name': commonName,
    username: username ?? '',
    platform,
    'platform-version': platformVersion,
    'public-ip': publicIp,
    'client-openvpn-version': openvpnVersion,
    groups: username === undefined ? null : '{"vpn-users"}',
    'schema-version': 'v2',
  };
}

const fields = ['allow', 'error-msg-on-denied-connection', 'posture-compliance-statuses', 'schema-version'];

function verdictFrom(answer: unknown): { readonly isAllowed: boolean; readonly message: string } {
  if (!isRecord(answer)) return { isAllowed: false, message: usualMessage };

  const message = answer['error-msg-on-denied-connection'];
  const statuses = answer['posture-compliance-statuses'];
  const isExpected =
    Object.keys(answer).toSorted().join() === fields.join() &&
    typeof answer.allow === 'boolean' &&
    typeof message === 'string' &&
    [...message].length <= 255 &&
    Array.isArray(statuses) &&
    statuses.length <= 10 &&
    answer['schema-version'] === 'v2';
  return isExpected && answer.allow === true
    ? { isAllowed: true, message: '' }
    : { isAllowed: false, message: isExpected ? message : usualMessage };
}
