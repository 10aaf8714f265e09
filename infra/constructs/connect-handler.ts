import { Arn, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../settings.ts';
import { BundledFunction } from './bundled-function.ts';
import { handlerPermissions, replicaPermissions } from './table-permissions.ts';

export interface ConnectHandlerProps {
  readonly folder: string;
  readonly blocks: NonNullable<InfraSettings['blocks']>;
  /** Where the table of blocks is. */
  readonly tableRegion: string;
  readonly concurrency: InfraSettings['concurrency'];
}

/** Client VPN asks only functions whose names begin so. */
const functionName = 'AWSClientVPN-bouncer';

/** Turns away those who are kept out, at every endpoint of this Region that it is attached to. */
export class ConnectHandler extends BundledFunction {
  constructor(scope: Construct, id: string, props: ConnectHandlerProps) {
    const { folder, blocks, tableRegion, concurrency } = props;
    super(scope, id, {
      description: 'Tells Client VPN who is kept out',
      folder,
      functionName,
      // CPU comes with it: at half of this, TLS alone would take twice as long on a cold start.
      memoryMb: 1_024,
      // It answers within eight seconds whatever happens; a function that times out denies everyone.
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
      value: asked(this.lambda, concurrency.provisioned).functionArn,
    });
  }
}

/**
 * What endpoints ask: an alias where some are kept ready, which Lambda does for a version and not for the newest code. The
 * alias is always there: an endpoint that asks one which is gone denies everyone.
 */
function asked(lambda: LambdaFunction, provisioned: number | undefined): LambdaFunction | Alias {
  const live = lambda.addAlias('live', {
    ...(provisioned !== undefined && { provisionedConcurrentExecutions: provisioned }),
  });
  return provisioned === undefined ? lambda : live;
}
