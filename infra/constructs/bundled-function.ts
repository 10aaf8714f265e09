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
import { allowing, type Permission } from './permission.ts';

export interface BundledFunctionProps {
  readonly description: string;
  /** The folder of the bundle. */
  readonly folder: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** No secret is among them: they can be read by whoever may look at the function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where somebody goes by it. */
  readonly functionName?: string;
  /** Where others have to name the role before it is there. */
  readonly roleName?: string;
  /** So many of the account's concurrent executions are kept for this function, and it gets no more. */
  readonly reserved?: number | undefined;
}

/** A function, its log, and a role that may write there and nothing else yet. */
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
      reason: 'Its own log group, and no other.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.log.logGroupArn],
    });
  }

  may(permission: Permission): void {
    this.role.addToPolicy(allowing(permission));
  }
}

/**
 * What is uploaded under a hash is never uploaded again. CDK's own hash is of names and contents alone, so that files with
 * a mode that Lambda cannot read would stay.
 */
function hashOf(folder: string): string {
  const files = statSync(folder).isDirectory()
    ? readdirSync(folder).map((name) => join(folder, name))
    : [folder];
  const modes = files.map((path) => (statSync(path).mode & 0o777).toString(8));
  return FileSystem.fingerprint(folder, { extraHash: modes.join(' ') });
}
