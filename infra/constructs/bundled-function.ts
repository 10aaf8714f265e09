import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, FileSystem } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Permission } from '../../src/permissions/permission.ts';
import { allowing } from './permission.ts';

export interface BundledFunctionProps {
  readonly description: string;
  /** The folder of the bundle. */
  readonly folder: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** They must not contain secrets: everyone who may view the function can read them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Set if others refer to the function by its name. */
  readonly functionName?: string;
  /** Set if others have to name the role before it exists. */
  readonly roleName?: string;
  /** How many of the account's concurrent executions are reserved for this function, which is also its maximum. */
  readonly reserved?: number | undefined;
}

/** A function, its log, and a role that may only write to that log until it is given more permissions. */
export class BundledFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly log: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.log = new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      ...(props.roleName !== undefined && { roleName: props.roleName }),
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      ...(props.functionName !== undefined && { functionName: props.functionName }),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.folder, { assetHash: hashOf(props.folder) }),
      memorySize: props.memoryMb,
      timeout: props.timeout,
      environment: { ...props.environment },
      ...(props.reserved !== undefined && { reservedConcurrentExecutions: props.reserved }),
      role: this.role,
      logGroup: this.log,
      loggingFormat: LoggingFormat.TEXT,
    });
    this.may({
      sid: 'WriteItsLog',
      reason: 'Only its own log group.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.log.logGroupArn],
    });
  }

  may(permission: Permission): void {
    this.role.addToPolicy(allowing(permission));
  }
}

/**
 * Hashes the bundle with the modes of its files. An asset with a known hash is not uploaded again, and CDK's own hash covers
 * only names and contents, so files that Lambda cannot read would never be replaced.
 */
function hashOf(folder: string): string {
  const files = statSync(folder).isDirectory()
    ? readdirSync(folder).map((name) => join(folder, name))
    : [folder];
  const modes = files.map((path) => (statSync(path).mode & 0o777).toString(8));
  return FileSystem.fingerprint(folder, { extraHash: modes.join(' ') });
}
