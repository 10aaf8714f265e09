import type { IncomingMessage } from 'node:http';
import type { Service } from './dialect.ts';
import type { Parameters } from './query-parameters.ts';

/** A request to one of the emulated services, whichever of their protocols it came in. */
export interface AwsRequest {
  readonly service: Service;
  /** Empty where the request names none. */
  readonly action: string;
  readonly version: string | undefined;
  readonly parameters: Parameters;
  /** The caller and the Region of the signature; undefined in an unsigned request. */
  readonly scope: CredentialScope | undefined;
  /** When it was signed by the caller's clock; undefined when it does not say. */
  readonly signedAt: Date | undefined;
}

export function parseAwsRequest(request: IncomingMessage, body: string): AwsRequest {
  const query = new URL(request.url ?? '/', 'http://emulator').searchParams;
  const scope = parseCredentialScope(
    request.headers.authorization,
    query.get('X-Amz-Credential') ?? undefined,
  );
  const signedAt = parseSigningDate(request.headers['x-amz-date'] ?? query.get('X-Amz-Date'));
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [, targeted = '', action = ''] = /^(.*)\.(.*)$/.exec(target) ?? [];
    return {
      service: servicesByTarget[targeted] ?? 'secretsmanager',
      action,
      version: undefined,
      parameters: jsonParameters(body),
      scope,
      signedAt,
    };
  }

  const parameters = new Map(query);
  for (const [name, value] of new URLSearchParams(body)) parameters.set(name, value);
  return {
    service: serviceOf(scope, parameters),
    action: parameters.get('Action') ?? '',
    version: parameters.get('Version'),
    parameters: new Map([...parameters].filter(([name]) => !isCommonParameter(name))),
    scope,
    signedAt,
  };
}

/** Each JSON service has a target prefix of its own. */
const servicesByTarget: Readonly<Record<string, Service>> = {
  GraniteServiceVersion20100801: 'monitoring',
  Logs_20140328: 'logs',
};

/** `20260102T030405Z` */
function parseSigningDate(text: string | string[] | null): Date | undefined {
  const iso = String(text).replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  return iso === String(text) ? undefined : new Date(iso);
}

function serviceOf(scope: CredentialScope | undefined, parameters: Parameters): Service {
  return scope?.service === 'sts' || parameters.get('Version') === '2011-06-15' ? 'sts' : 'ec2';
}

/** Those that every action takes, and those of a presigned request. */
function isCommonParameter(name: string): boolean {
  return name === 'Action' || name === 'Version' || name.startsWith('X-Amz-');
}

/** The members of a flat JSON object that are not null, as text; of anything else, none. */
function jsonParameters(body: string): Parameters {
  const parsed = parseJson(body);
  if (typeof parsed !== 'object' || parsed === null) return new Map();
  return new Map(
    Object.entries(parsed)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The action then rejects the request because its required parameters are missing.
    return undefined;
  }
}

/** The part of a SigV4 signature that says who calls which service where. The signature itself is not checked. */
interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/**
 * Reads `Credential=AKIA…/20260102/eu-west-1/ec2/aws4_request` from an Authorization header, or the same from
 * the `X-Amz-Credential` of a presigned request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function parseCredentialScope(
  authorization: string | undefined,
  presigned: string | undefined,
): CredentialScope | undefined {
  const credential = presigned ?? /^AWS4-HMAC-SHA256 .*Credential=([^,\s]+)/.exec(authorization ?? '')?.[1];
  const [accessKeyId, day, region, service, terminator] = credential?.split('/') ?? [];
  if (!accessKeyId || !day || !region || !service || terminator !== 'aws4_request') return undefined;

  return { accessKeyId, region, service };
}
