import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EntryKind } from '../../../src/domain/audit-entry.ts';
import type { Company } from './company.ts';

/** Lets the record take no entries of a kind, so that whoever writes one is stopped right before it. @returns Ends that. */
export function holdBack({ folder, dynamo }: Company, kind: EntryKind): () => void {
  if (dynamo !== undefined) {
    // An entry is in its item as JSON, which the call quotes.
    const saying = JSON.stringify(`"kind":"${kind}"`).slice(1, -1);
    dynamo.befall('PutItem', { refused: 'ThrottlingException' }, { saying, times: Number.POSITIVE_INFINITY });
    return dynamo.mend;
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
