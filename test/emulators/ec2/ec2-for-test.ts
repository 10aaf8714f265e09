import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { onTestFinished } from 'vitest';
import { type Ec2, type Ec2Options, startEc2 } from '../../../emulators/ec2/start-ec2.ts';

export const prodEu = 'cvpn-endpoint-00000000000000001';
export const lab = 'cvpn-endpoint-00000000000000002';

/** An emulated EC2 on a free port, with one endpoint that knows user names and one that knows certificates. */
export async function ec2ForTest(options: Ec2Options = {}): Promise<Ec2> {
  const ec2 = await startEc2({
    endpoints: [
      { id: prodEu, name: 'prod-eu', region: 'eu-west-1', authentication: 'federated' },
      { id: lab, name: 'lab', region: 'us-east-1', authentication: 'certificate' },
    ],
    ...options,
  });
  onTestFinished(() => ec2.stop());
  return ec2;
}

/** The real SDK, in the Region of `prod-eu` unless told otherwise. It does not retry unless told to. */
export function clientFor(ec2: Ec2, config: EC2ClientConfig = {}): EC2Client {
  return new EC2Client({ endpoint: ec2.url, region: 'eu-west-1', credentials, maxAttempts: 1, ...config });
}

export const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

/** A clock that stands still until it is moved. */
export interface TestClock {
  now(): number;
  pass(ms: number): void;
}

export function stoppedClock(text = '2026-11-20T12:00:00Z'): TestClock {
  let at = Date.parse(text);
  return {
    now: () => at,
    pass: (ms) => {
      at += ms;
    },
  };
}

export const seconds = 1000;
export const minutes = 60 * seconds;
