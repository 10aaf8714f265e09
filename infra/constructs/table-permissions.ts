import type { Permission } from './permission.ts';

/**
 * What the worker may do with the store. Entries of the record (`audit`), the signposts to them (`request …`) and long texts
 * (`part …`) are put once: nobody may change or remove them. IAM cannot tell a new item from one that is put over another.
 */
export function storePermissions(tableArn: string): readonly Permission[] {
  return [
    {
      sid: 'ReadStore',
      reason: 'To read the record, claims, the agenda and messages.',
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [tableArn],
    },
    {
      sid: 'AddToStore',
      reason: 'To put entries, claims, tasks and places of messages, item by item.',
      actions: ['dynamodb:PutItem'],
      resources: [tableArn],
    },
    {
      sid: 'ChangeStore',
      reason: 'To take and give back claims and tasks, and to forget messages: everything but the record.',
      actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [tableArn],
      conditions: onlyKeys('agenda', 'agenda-holds', 'claim *', 'message *'),
    },
  ];
}

/** What the worker may do with the list of blocks: arrivals are the connect handlers' to report. */
export function blocksPermissions(tableArn: string): readonly Permission[] {
  return [
    {
      sid: 'ReadBlocks',
      reason: 'To list blocks, arrivals and who was turned away.',
      actions: ['dynamodb:Query'],
      resources: [tableArn],
    },
    {
      sid: 'ChangeBlocks',
      reason: 'To put up and lift blocks.',
      actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
      resources: [tableArn],
      conditions: onlyKeys('block'),
    },
    {
      sid: 'MarkTold',
      reason: 'To remember of whom it was told that they were turned away.',
      actions: ['dynamodb:UpdateItem'],
      resources: [tableArn],
      conditions: onlyKeys('turned-away'),
    },
  ];
}

/** What a connect handler may do with the same table: it lifts no block, and puts none up. */
export function handlerPermissions(tableArn: string): readonly Permission[] {
  return [
    {
      sid: 'ReadBlocks',
      reason: 'To look whether somebody is kept out.',
      actions: ['dynamodb:Query'],
      resources: [tableArn],
      conditions: onlyKeys('block'),
    },
    {
      sid: 'ReportArrivals',
      reason: 'To report who came, and from where.',
      actions: ['dynamodb:PutItem'],
      resources: [tableArn],
      conditions: onlyKeys('arrival *'),
    },
    {
      sid: 'CountTurnedAway',
      reason: 'To count who was turned away.',
      actions: ['dynamodb:UpdateItem'],
      resources: [tableArn],
      conditions: onlyKeys('turned-away'),
    },
  ];
}

/** What it may do with the table's replica in its own Region: counts are kept in one place. */
export function replicaPermissions(tableArn: string): readonly Permission[] {
  return [
    {
      sid: 'ReadReplica',
      reason: 'To look whether somebody is kept out while the table does not answer.',
      actions: ['dynamodb:Query'],
      resources: [tableArn],
      conditions: onlyKeys('block'),
    },
    {
      sid: 'ReportToReplica',
      reason: 'To report who came meanwhile.',
      actions: ['dynamodb:PutItem'],
      resources: [tableArn],
      conditions: onlyKeys('arrival *'),
    },
  ];
}

/**
 * Items whose partition keys match one of these. `ForAllValues` holds where there is no key at all, hence the other condition.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function onlyKeys(...patterns: readonly string[]): NonNullable<Permission['conditions']> {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}
