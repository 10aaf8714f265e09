import { z } from 'zod';
import type { Statement } from './templates.ts';

/** A call to DynamoDB as IAM sees it. */
export interface TableCall {
  /** Such as `PutItem`. */
  readonly action: string;
  readonly table: string;
  /** The partition keys of all items that it names. */
  readonly leadingKeys: readonly string[];
}

/**
 * Says whether a role with these statements may make the call: one has to allow it, and none to deny it. A table goes by the
 * logical id or the name that the statement's resource holds.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(statements: readonly Statement[], call: TableCall, resource: string): boolean {
  const fitting = statements.filter(
    ({ Action, Resource, Condition }) =>
      Action.includes(`dynamodb:${call.action}`) &&
      JSON.stringify(Resource).includes(resource) &&
      holds(Condition, call.leadingKeys),
  );
  const effects = fitting.map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

const keysSchema = z.object({
  'dynamodb:LeadingKeys': z.union([z.string(), z.array(z.string())]).transform((keys) => [keys].flat()),
});
/** Any other condition is not understood, and fails here. */
const conditionSchema = z.strictObject({
  'ForAllValues:StringLike': keysSchema.optional(),
  'ForAnyValue:StringLike': keysSchema.optional(),
  Null: keysSchema.optional(),
});

function holds(condition: unknown, keys: readonly string[]): boolean {
  if (condition === undefined) return true;
  const operators = conditionSchema.parse(condition);
  const every = operators['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  const some = operators['ForAnyValue:StringLike']?.['dynamodb:LeadingKeys'];
  const absent = operators.Null?.['dynamodb:LeadingKeys'];
  return (
    (every === undefined || keys.every((key) => every.some((pattern) => isLike(pattern, key)))) &&
    (some === undefined || keys.some((key) => some.some((pattern) => isLike(pattern, key)))) &&
    (absent === undefined || absent.includes(String(keys.length === 0)))
  );
}

/** `*` stands for any text, `?` for one character. */
function isLike(pattern: string, key: string): boolean {
  const source = pattern
    .split('')
    .map((character) => ({ '*': '.*', '?': '.' })[character] ?? RegExp.escape(character))
    .join('');
  return new RegExp(`^${source}$`, 's').test(key);
}

const key = z.object({ pk: z.object({ S: z.string() }) });
/** Of a BatchWriteItem. */
const written = z.union([
  z.object({ PutRequest: z.object({ Item: key }) }).transform(({ PutRequest }) => PutRequest.Item),
  z.object({ DeleteRequest: z.object({ Key: key }) }).transform(({ DeleteRequest }) => DeleteRequest.Key),
]);
const bodySchema = z.object({
  TableName: z.string().optional(),
  Key: key.optional(),
  Item: key.optional(),
  RequestItems: z
    .record(z.string(), z.union([z.object({ Keys: z.array(key) }), z.array(written)]))
    .optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: z.record(z.string(), z.object({ S: z.string().optional() })).optional(),
});

/** Reads a call from what was really sent. @throws {Error} when it names no partition key. */
export function tableCallFrom({
  action,
  body,
}: {
  readonly action: string;
  readonly body: string;
}): TableCall {
  const sent = bodySchema.parse(JSON.parse(body));
  const [[batchTable, batch] = ['', undefined]] = Object.entries(sent.RequestItems ?? {});
  const batchKeys = batch !== undefined && 'Keys' in batch ? batch.Keys : (batch ?? []);
  const keys = [sent.Key, sent.Item, ...batchKeys].flatMap((item) => item?.pk.S ?? []);
  const leadingKeys = sent.KeyConditionExpression === undefined ? keys : [queriedKey(sent)];
  if (leadingKeys.length === 0) throw new Error(`${action} names no partition key: ${body.slice(0, 200)}`);
  return { action, table: sent.TableName ?? batchTable, leadingKeys };
}

function queriedKey(sent: z.infer<typeof bodySchema>): string {
  const [, name = '', value = ''] = /(#\w+) = (:\w+)/.exec(sent.KeyConditionExpression ?? '') ?? [];
  const asked = sent.ExpressionAttributeValues?.[value]?.S;
  if (sent.ExpressionAttributeNames?.[name] !== 'pk' || asked === undefined) {
    throw new Error(`a query that names no partition: ${sent.KeyConditionExpression}`);
  }
  return asked;
}
