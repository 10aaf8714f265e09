import { AwsClient } from 'aws4fetch';
import * as z from 'zod';
import { domainOf } from '../domain/endpoint.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { parseJson } from './parse-json.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A service that is called without an SDK client, which would have to be loaded at every start. */
export interface JsonService {
  /** As in signatures and host names. */
  readonly name: 'monitoring' | 'logs';
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** What precedes the action in `x-amz-target`. */
  readonly target: string;
  /** The SDK's own variable for the service's address. */
  readonly urlVariable: string;
}

const errorSchema = z.object({ __type: z.string() });

/**
 * Sends one signed request of an AWS JSON protocol.
 *
 * @returns The answer, parsed as JSON; undefined if it is none.
 * @throws {Failure} with an `aws_…` code.
 */
export async function signedJsonCall(
  service: JsonService,
  action: string,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  input: object,
  signal: AbortSignal,
): Promise<unknown> {
  const aws = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: service.name,
    ...(sessionToken && { sessionToken }),
  });
  const headers = {
    'content-type': service.contentType,
    'x-amz-target': `${service.target}.${action}`,
  };
  const body = JSON.stringify(input);
  const request = await aws.sign(urlOf(service, region), { method: 'POST', headers, body });
  const read = async () => {
    const response = await fetch(request, { signal });
    return { status: response.status, isOk: response.ok, text: await response.text() };
  };
  const { status, isOk, text } = await read().catch((thrown: unknown) => {
    throw failureFromAws(thrown, 'read');
  });
  if (!isOk) throw failureFromAws(errorFrom(action, status, text), 'read');
  return parseJson(text);
}

/** Returns a service's address. It reads the SDK's own variables, as the SDK's clients do. */
export function urlOf({ name, urlVariable }: JsonService, region: string): string {
  const own = process.env[urlVariable];
  return own || process.env.AWS_ENDPOINT_URL || `https://${name}.${region}.${domainOf(region)}/`;
}

/** Returns the error that the SDK would throw: named for its code, and marked as the service's only if it has one. */
function errorFrom(action: string, httpStatusCode: number, text: string): Error {
  const error = errorSchema.safeParse(parseJson(text));
  const $metadata = { httpStatusCode };
  if (!error.success) return Object.assign(new Error('no error of AWS'), { $metadata });
  const name = error.data.__type.replace(/^.*#/, '');
  return Object.assign(new Error(`${action} was refused`), { name, $metadata, $fault: 'client' });
}
