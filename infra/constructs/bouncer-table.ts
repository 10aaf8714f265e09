import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Permission } from '../../src/permissions/permission.ts';

export interface BouncerTableProps {
  /** The name in bouncer.yml. */
  readonly name: string;
  /** The worker's permissions on it. */
  readonly permissions: (tableArn: string) => readonly Permission[];
  /** The operator's own key; DynamoDB's by default. */
  readonly key: IKey | undefined;
  /** Whether it may have replicas in other Regions. They are not part of the stack: decisions/0045. */
  readonly isReplicated?: boolean;
}

/** A table of Bouncer's: it outlives the stack, can be restored to any second of 35 days, and is billed by use. */
export class BouncerTable extends Construct {
  readonly table: Table;
  readonly permissions: readonly Permission[];

  constructor(scope: Construct, id: string, props: BouncerTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: props.name,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expires',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      // Replication needs the stream, and DynamoDB does not remove it while there are replicas.
      ...(props.isReplicated === true && { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
      ...(props.key === undefined
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: props.key }),
    });
    const use = props.permissions(this.table.tableArn);
    this.permissions = props.key === undefined ? use : [...use, keyPermission(id, props.key)];
  }
}

function keyPermission(id: string, key: IKey): Permission {
  return {
    sid: `Decrypt${id}`,
    reason: 'DynamoDB uses the table’s key with the caller’s own permissions.',
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: [key.keyArn],
    conditions: { StringLike: { 'kms:ViaService': 'dynamodb.*.amazonaws.com' } },
  };
}
