/** The part of a SigV4 signature that says who calls which service where. The signature itself is not checked. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/**
 * Reads `Credential=AKIA…/20260102/eu-west-1/ec2/aws4_request` from an Authorization header, or the same from
 * the `X-Amz-Credential` of a presigned request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function parseCredentialScope(
  authorization: string | undefined,
  presigned: string | undefined,
): CredentialScope | undefined {
  const credential = presigned ?? /^AWS4-HMAC-SHA256 .*Credential=([^,\s]+)/.exec(authorization ?? '')?.[1];
  const [accessKeyId, day, region, service, terminator] = credential?.split('/') ?? [];
  if (!accessKeyId || !day || !region || !service || terminator !== 'aws4_request') return undefined;

  return { accessKeyId, region, service };
}
