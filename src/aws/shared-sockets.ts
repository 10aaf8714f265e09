import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { EC2ClientConfig } from '@aws-sdk/client-ec2';

/** Time limits for AWS. Tests use shorter ones. */
export interface AwsPatience {
  readonly connectMs: number;
  /** For one attempt, until its answer begins. */
  readonly attemptMs: number;
  /** For a call with all its attempts, until its answer has been read. */
  readonly callMs: number;
}

/** EC2 returns a page of 1,000 connections well within a second. These limits bound how long people wait. */
export const awsPatience: AwsPatience = { connectMs: 3_000, attemptMs: 10_000, callMs: 20_000 };

/** Creates sockets that clients share, so that a client for one person needs no TLS handshake of its own. */
export function sharedSockets(patience: AwsPatience): NonNullable<EC2ClientConfig['requestHandler']> {
  return {
    connectionTimeout: patience.connectMs,
    requestTimeout: patience.attemptMs,
    // Without it the SDK only warns about a request that takes too long.
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(socketOptions),
    // A custom agent uses HTTPS_PROXY and NO_PROXY only if `proxyEnv` is passed.
    httpsAgent: new HttpsAgent({ ...socketOptions, proxyEnv: process.env }),
  };
}

/** 50 is the SDK's default limit. */
const socketOptions = { keepAlive: true, maxSockets: 50 };
