import { existsSync } from 'node:fs';
import { openAuditLog } from '../compose/open-audit-log.ts';
import type { Environment } from '../config/environment.ts';
import { loadStoreSettings } from '../config/load-config.ts';
import { type ChainProblem, checkChain } from '../core/audit-chain.ts';
import { Failure } from '../core/failure.ts';
import { csvHeader, csvLine } from './csv-entry.ts';
import { print, printed } from './print.ts';

const problems = {
  unreadable: 'cannot be read',
  changed: 'was changed after it was written',
  misplaced: 'is missing or out of order',
  unlinked: 'does not follow the entry before it',
} as const satisfies Record<ChainProblem, string>;

/** Checks the chain of the record. @returns 0 when it is whole, 1 when not, naming the first bad entry on stderr. */
export async function auditVerify(environment: Environment): Promise<number> {
  const { log, close } = await openRecord(environment);
  try {
    const check = await checkChain(log.stored());
    if (!check.whole) {
      process.stderr.write(`The record is broken: entry ${check.seq} ${problems[check.problem]}.\n`);
      return 1;
    }
    const { seq, hash } = check.head;
    process.stderr.write(
      seq === 0
        ? 'The record is empty.\n'
        : `The record is whole: ${seq} entries, the last one ${hash.slice(0, 8)}.\nCompare both with the newest message in the audit channel: entries cut off at the end leave no other trace.\n`,
    );
    return 0;
  } finally {
    close();
  }
}

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Prints every entry to stdout, one a line, exactly as it is stored or as CSV. */
export async function auditExport(environment: Environment, format: ExportFormat): Promise<number> {
  const { log, close } = await openRecord(environment);
  try {
    if (format === 'csv') await print(csvHeader);
    for await (const text of log.stored()) await print(format === 'csv' ? csvLine(text) : text);
    await printed();
    return 0;
  } finally {
    close();
  }
}

/** A path that is mistyped must not look like a record that is empty. @throws {Failure} `store_unavailable` */
async function openRecord(environment: Environment): ReturnType<typeof openAuditLog> {
  const store = loadStoreSettings(environment);
  if (store.kind === 'sqlite' && !existsSync(store.path)) {
    throw new Failure('store_unavailable', `there is no record at ${store.path}`);
  }
  return openAuditLog(store);
}
