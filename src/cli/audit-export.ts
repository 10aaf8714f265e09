import type { Environment } from '../config/environment.ts';
import { csvHeader, csvLine } from './csv-entry.ts';
import { openRecord } from './open-record.ts';
import { print, printed } from './print.ts';

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
