import { existsSync } from 'node:fs';
import type { Environment } from '../../config/environment.ts';
import { loadStoreSettings, type StoreSettings } from '../../config/load-config.ts';
import {
  type BrokenChain,
  checkChain,
  formatHash,
  type Head,
  parseSoundHead,
  shownDigits,
} from '../../domain/audit-chain.ts';
import { Failure } from '../../domain/failure.ts';
import { csvHeader, csvLine } from '../../features/audit/csv.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { openStore } from '../open-store.ts';
import type { Store } from '../store.ts';
import { systemClock } from '../system-clock.ts';
import { print, printed, say } from './print.ts';

interface VerifyOptions {
  /** Entries that the audit log must contain, each as `SEQ:HASH`. */
  readonly expected: readonly string[];
  readonly isEmptyAllowed: boolean;
}

type OpenLog = () => Promise<Pick<Store, 'log' | 'close'>>;

/**
 * Checks the audit log's chain, and that the log contains the expected entries. The result is printed to stderr.
 *
 * @returns 0 when everything is correct; 1 otherwise, with the first bad entry named.
 * @throws {Failure} `store_unavailable`
 */
export async function auditVerify(environment: Environment, options: VerifyOptions): Promise<number> {
  const { isCorrect, text } = await verifyLog(() => openForReading(environment), options);
  return say(isCorrect ? 0 : 1, text);
}

/**
 * Checks an audit log, which it opens and closes.
 *
 * @returns Whether everything is correct, and the text for the operator.
 * @throws {Failure} `store_unavailable`
 */
export async function verifyLog(
  open: OpenLog,
  { expected, isEmptyAllowed }: VerifyOptions,
): Promise<{ readonly isCorrect: boolean; readonly text: string }> {
  const entries = expected.map(parseExpected);
  const unread = expected.find((_text, index) => entries[index] === undefined);
  if (unread !== undefined)
    return { isCorrect: false, text: `${JSON.stringify(unread)} isn’t SEQ:HASH. ${howToExpect}` };

  const { log, close } = await open();
  try {
    const wanted = entries.filter((entry) => entry !== undefined);
    const problem = await problemIn(log, wanted);
    if (problem !== undefined) return { isCorrect: false, text: problem };

    const head = await log.head();
    if (head.seq > 0) return { isCorrect: true, text: wholeText(head) };
    return { isCorrect: isEmptyAllowed, text: isEmptyAllowed ? emptyText : suspiciouslyEmptyText };
  } finally {
    close();
  }
}

const emptyText = 'The audit log is empty.';
const suspiciouslyEmptyText =
  'The audit log is empty: its entries may have been deleted. For a new installation, add --allow-empty.';

async function problemIn(log: AuditLog, expected: readonly Head[]): Promise<string | undefined> {
  const check = await checkChain(log.stored());
  if (!check.whole) return `The audit log is broken: entry ${check.seq} ${problemText(check)}.`;

  const { seq: last } = check.head;
  // Numbers that only increase are all correct if the first and the last are.
  const misplaced = await firstMissing(log, last === 0 ? [] : [1, last]);
  if (misplaced !== undefined)
    return `The audit log is broken: entry ${misplaced} ${problemTexts.misplaced}.`;

  const stored = await log.storedAt(expected.map(({ seq }) => seq));
  const texts = expected.map(({ seq, hash }) => {
    const found = parseSoundHead(stored.get(seq) ?? '');
    if (found === undefined) return `entry ${seq} is missing, and the audit log ends with entry ${last}`;
    if (found.hash.startsWith(hash)) return undefined;
    return `entry ${seq} has another hash: ${formatHash(found.hash)}`;
  });
  const unexpected = texts.find((text) => text !== undefined);
  return unexpected && `The audit log isn’t the expected one: ${unexpected}.`;
}

async function firstMissing(log: AuditLog, seqs: readonly number[]): Promise<number | undefined> {
  const stored = await log.storedAt(seqs);
  return seqs.find((seq) => parseSoundHead(stored.get(seq) ?? '')?.seq !== seq);
}

const problemTexts = {
  unreadable: 'can’t be read',
  repeated_key: 'has a key twice in its stored text, so other programs may read it differently',
  not_canonical: 'isn’t stored in the canonical form that Bouncer writes',
  changed: 'was changed after it was written',
  misplaced: 'is missing or out of order',
  unlinked: 'doesn’t follow the entry before it',
} as const;

const perhapsLater = 'unless a later version of Bouncer wrote it, it’s forged';
const longestField = 60;

function problemText({ problem, field }: BrokenChain): string {
  // A forger may have chosen the field's name, so it must not reach the terminal unescaped.
  const name = JSON.stringify(field?.slice(0, longestField));
  switch (problem) {
    case 'unknown_field':
      return `has a field that no entry has, ${name}: ${perhapsLater}`;
    case 'missing_field':
      return `lacks the field ${name}, which every entry has`;
    case 'wrong_value':
      return `has a value in the field ${name} that no entry has: ${perhapsLater}`;
    default:
      return problemTexts[problem];
  }
}

function wholeText({ seq, hash }: Head): string {
  return [
    `The audit log is whole: ${seq} ${seq === 1 ? 'entry' : 'entries'}.`,
    `Entry ${seq}: ${formatHash(hash)}`,
    'Compare it with the newest entry in the audit channel: the audit log itself doesn’t show if entries were cut off at its end.',
    `To check later that this entry is unchanged: audit verify --expect ${seq}:${hash}`,
  ].join('\n');
}

const howToExpect = `Give the number of an entry and at least ${shownDigits} digits of its hash: --expect 12:9f3a…`;

/** Parses `SEQ:HASH`. The hash may contain spaces, as the audit channel shows it in groups. */
function parseExpected(text: string): Head | undefined {
  const [, seq, hash = ''] = /^([1-9]\d{0,14}):([\da-f\s]+)$/i.exec(text) ?? [];
  const digits = hash.replaceAll(/\s/g, '').toLowerCase();
  if (seq === undefined || digits.length < shownDigits || digits.length > 64) return undefined;
  return { seq: Number(seq), hash: digits };
}

export type ExportFormat = 'jsonl' | 'csv';

/** Prints every entry to stdout, one per line: exactly as stored, or as CSV. @returns The exit code. */
export async function auditExport(environment: Environment, format: ExportFormat): Promise<number> {
  const { log, close } = await openForReading(environment);
  try {
    if (format === 'csv') await print(csvHeader);
    for await (const text of log.stored()) await print(format === 'csv' ? csvLine(text) : text);
    await printed();
    return 0;
  } finally {
    close();
  }
}

/** Opens the audit log of the configured store. @throws {Failure} `store_unavailable` */
async function openForReading(environment: Environment): ReturnType<OpenLog> {
  const store = loadStoreSettings(environment);
  requireAuditLog(store);
  return openStore(store, systemClock);
}

/** Makes sure that a mistyped path does not look like an empty audit log. @throws {Failure} `store_unavailable` */
export function requireAuditLog(store: StoreSettings): void {
  if (store.kind === 'sqlite' && !existsSync(store.path)) {
    throw new Failure('store_unavailable', `there is no audit log at ${store.path}`);
  }
}
