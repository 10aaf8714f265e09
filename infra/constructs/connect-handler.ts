import { Arn, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { handlerPermissions, replicaPermissions } from '../../src/permissions/table-permissions.ts';
import type { InfraSettings } from '../settings.ts';
import { BundledFunction } from './bundled-function.ts';

export interface ConnectHandlerProps {
  readonly folder: string;
  readonly blocks: NonNullable<InfraSettings['blocks']>;
  /** The Region of the table of blocks. */
  readonly tableRegion: string;
  readonly concurrency: InfraSettings['concurrency'];
}

/** Client VPN only invokes functions whose names begin with `AWSClientVPN-`. */
const functionName = 'AWSClientVPN-bouncer';

/** Denies connections of blocked names, on every endpoint of this Region that it is attached to. */
export class ConnectHandler extends BundledFunction {
  constructor(scope: Construct, id: string, props: ConnectHandlerProps) {
    const { folder, blocks, tableRegion, concurrency } = props;
    super(scope, id, {
      description: 'Tells Client VPN who is blocked',
      folder,
      functionName,
      // CPU grows with memory: with half of this, TLS alone would take twice as long on a cold start.
      memoryMb: 1_024,
      // It always answers within eight seconds; a function that times out denies everyone.
      timeout: Duration.seconds(15),
      reserved: concurrency.reserved,
      environment: {
        BLOCKS_TABLE: blocks.table,
        BLOCKS_REGION: tableRegion,
        BLOCKS_ON_ERROR: blocks.onError,
      },
    });
    const { region: ownRegion } = Stack.of(this);
    const tableIn = (region: string) =>
      Arn.format(
        { service: 'dynamodb', region, resource: 'table', resourceName: blocks.table },
        Stack.of(this),
      );
    for (const permission of handlerPermissions(tableIn(tableRegion))) this.may(permission);
    if (ownRegion !== tableRegion)
      for (const permission of replicaPermissions(tableIn(ownRegion))) this.may(permission);
    new CfnOutput(this, 'FunctionArn', {
      description:
        'For aws ec2 modify-client-vpn-endpoint --client-connect-options Enabled=true,LambdaFunctionArn=…',
      value: invoked(this.lambda, concurrency.provisioned).functionArn,
    });
  }
}

/**
 * Returns what endpoints invoke: with provisioned concurrency, an alias, because Lambda provisions versions and not the
 * unpublished code. The alias always exists: an endpoint whose alias was deleted denies everyone.
 */
function invoked(lambda: LambdaFunction, provisioned: number | undefined): LambdaFunction | Alias {
  const live = lambda.addAlias('live', {
    ...(provisioned !== undefined && { provisionedConcurrentExecutions: provisioned }),
  });
  return provisioned === undefined ? lambda : live;
}
