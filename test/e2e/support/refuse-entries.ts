import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EntryKind } from '../../../src/domain/audit-entry.ts';
import type { TestWorkspace } from './test-workspace.ts';

/** Lets the record take no entries of a kind, so that whoever writes one is stopped right before it. @returns Ends that. */
export function refuseEntries({ folder, dynamo }: TestWorkspace, kind: EntryKind): () => void {
  if (dynamo !== undefined) {
    // An entry is in its item as JSON, which the call quotes.
    const containing = JSON.stringify(`"kind":"${kind}"`).slice(1, -1);
    dynamo.fail(
      'PutItem',
      { refused: 'ThrottlingException' },
      { containing, times: Number.POSITIVE_INFINITY },
    );
    return dynamo.endFaults;
  }
  change(
    folder,
    `CREATE TRIGGER held_back BEFORE INSERT ON entry WHEN new.json ->> '$.kind' = '${kind}'
    BEGIN SELECT RAISE(ABORT, 'held back by a test'); END`,
  );
  return () => change(folder, 'DROP TRIGGER held_back');
}

function change(folder: string, statement: string): void {
  const database = new DatabaseSync(join(folder, 'bouncer.db'), { timeout: 5_000 });
  database.exec(statement);
  database.close();
}
