import type { Permission } from './permission.ts';

/**
 * Returns the worker's permissions on the store. Audit entries (`audit`), the signposts to them (`request …`) and long texts
 * (`part …`) are put once: nobody may change or remove them. IAM cannot distinguish a new item from one that overwrites
 * another. docs/data-model.md describes the keys.
 */
export function storePermissions(tableArn: string): readonly Permission[] {
  return [
    {
      sid: 'ReadStore',
      reason: 'To read the audit log, connection locks, jobs, places of messages and claimed names.',
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [tableArn],
    },
    {
      sid: 'AddToStore',
      reason:
        'To put audit entries, connection locks, jobs, places of messages and claimed names, item by item.',
      actions: ['dynamodb:PutItem'],
      resources: [tableArn],
    },
    {
      sid: 'ChangeStore',
      reason:
        'To change and remove connection locks, jobs, places of messages and claimed names: everything but the audit log.',
      actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [tableArn],
      conditions: onlyKeys('agenda', 'agenda-holds', 'claim *', 'claimed-name', 'message *'),
    },
    {
      sid: 'KeepHistory',
      reason: 'To write the connection history, and to remove the connections of a person from it.',
      actions: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem'],
      resources: [tableArn],
      conditions: onlyKeys('history *', 'history-*'),
    },
  ];
}

/** Returns the worker's permissions on the table of blocks. Only the connect handlers write connection attempts. */
export function blocksPermissions(tableArn: string): readonly Permission[] {
  return [
    {
      sid: 'ReadBlocks',
      reason: 'To list blocks, connection attempts and denied connections.',
      actions: ['dynamodb:Query'],
      resources: [tableArn],
    },
    {
      sid: 'ChangeBlocks',
      reason: 'To write and remove blocks.',
      actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
      resources: [tableArn],
      conditions: onlyKeys('block'),
    },
    {
      sid: 'MarkTold',
      reason: 'To store which denied connections were reported.',
      actions: ['dynamodb:UpdateItem'],
      resources: [tableArn],
      conditions: onlyKeys('turned-away'),
    },
  ];
}

/** Returns a connect handler's permissions on the same table: it neither writes nor removes blocks. */
export function handlerPermissions(tableArn: string): readonly Permission[] {
  return [
    {
      sid: 'ReadBlocks',
      reason: 'To look up whether someone is blocked.',
      actions: ['dynamodb:Query'],
      resources: [tableArn],
      conditions: onlyKeys('block'),
    },
    {
      sid: 'ReportArrivals',
      reason: 'To report who tried to connect, and from where.',
      actions: ['dynamodb:PutItem'],
      resources: [tableArn],
      conditions: onlyKeys('arrival *'),
    },
    {
      sid: 'CountTurnedAway',
      reason: 'To count denied connections.',
      actions: ['dynamodb:UpdateItem'],
      resources: [tableArn],
      conditions: onlyKeys('turned-away'),
    },
  ];
}

/** Returns its permissions on the table's replica in its own Region. Denials are counted in one Region only. */
export function replicaPermissions(tableArn: string): readonly Permission[] {
  return [
    {
      sid: 'ReadReplica',
      reason: 'To look up whether someone is blocked while the table does not answer.',
      actions: ['dynamodb:Query'],
      resources: [tableArn],
      conditions: onlyKeys('block'),
    },
    {
      sid: 'ReportToReplica',
      reason: 'To report who tried to connect meanwhile.',
      actions: ['dynamodb:PutItem'],
      resources: [tableArn],
      conditions: onlyKeys('arrival *'),
    },
  ];
}

/**
 * Limits a permission to items whose partition keys match one of these. `ForAllValues` also matches requests without any key,
 * hence the second condition.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function onlyKeys(...patterns: readonly string[]): NonNullable<Permission['conditions']> {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}
