import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storePermissions } from '../../src/permissions/table-permissions.ts';
import { textOf } from '../e2e/support/elements.ts';
import { eventually } from '../e2e/support/eventually.ts';
import {
  type LambdaTestWorkspace,
  openLambdaTestWorkspace,
} from '../e2e/support/lambda/lambda-test-workspace.ts';
import { submitKick } from '../e2e/support/submit-kick.ts';
import { isAllowed, tableCallFrom } from '../infra/dynamo-policy.ts';

const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/bouncer';
const statements = storePermissions(table).map(({ sid, actions, resources, conditions }) => ({
  Sid: sid,
  Effect: 'Allow' as const,
  Action: [...actions],
  Resource: resources,
  Condition: conditions,
}));

/** A request of a worker that died is delivered again within seconds. */
const visibilityS = 3;

describe('on AWS, the worker has the permissions that it needs', () => {
  let workspace: LambdaTestWorkspace;

  beforeAll(async () => {
    workspace = await openLambdaTestWorkspace({ ec2: { terminationMs: 3_000 } }, visibilityS);
  });
  afterAll(() => workspace?.close());

  it('for every call to its table during a kick, its confirmation and a restart', async () => {
    const helga = workspace.as('helga');
    const [first = '', second = ''] = workspace.connect('prod-eu', 'bob@example.com', 2);
    await submitKick(helga, 'helpdesk', first);
    await helga.in('audit').sees('the end', (message) => textOf(message).includes('confirmed after'));
    await submitKick(helga, 'helpdesk', second);
    await eventually('the order to terminate it', () => workspace.terminations()[1]);
    await workspace.kill();
    await workspace.startAgain();
    await helga
      .in('audit')
      .sees(
        'the other end',
        (message) => textOf(message).includes('confirmed after') && /entry 6 ·/.test(textOf(message)),
      );

    const calls = (workspace.dynamo?.asked() ?? []).map(tableCallFrom);

    expect(new Set(calls.map(({ action }) => action))).toEqual(
      new Set(['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem']),
    );
    expect(calls.filter((call) => !isAllowed(statements, call, call.table))).toEqual([]);
  });
});
