import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { entryKinds } from '../src/domain/audit-entry.ts';
import { unpostedBlock } from '../src/features/kick/posting-warning.ts';
import { actionIds, callbackIds, declineBlocks, kickBlocks } from '../src/slack/block-kit/action-ids.ts';
import { dynamoAuditLog } from '../src/store/dynamo/audit-log.ts';
import { dynamoBlockList } from '../src/store/dynamo/block-list.ts';
import { dynamoAttemptReports, dynamoConnectionAttempts } from '../src/store/dynamo/connection-attempts.ts';
import { dynamoConnectionHistory } from '../src/store/dynamo/connection-history.ts';
import { dynamoConnectionLocks } from '../src/store/dynamo/connection-locks.ts';
import { dynamoJobQueue } from '../src/store/dynamo/job-queue.ts';
import { dynamoMessageStore } from '../src/store/dynamo/message-store.ts';
import { dynamoNameClaims } from '../src/store/dynamo/name-claims.ts';
import { dynamoReplayCache } from '../src/store/dynamo/replay-cache.ts';
import type { DynamoTable } from '../src/store/dynamo/table.ts';
import { historySchemaVersions, schemaVersions } from '../src/store/sqlite/schema.ts';
import { readRootFile } from './architecture/source-tree.ts';
import { anEntryDraft } from './builders/an-entry-draft.ts';
import { aBlock } from './contract/a-block.ts';
import { attemptAt } from './contract/a-connection-attempt.ts';
import { aLockAt } from './contract/a-connection-lock.ts';
import { aJobOf, leaseAt } from './contract/a-job.ts';
import { aNameClaim } from './contract/a-name-claim.ts';
import { anUpdate, prodEu } from './contract/connection-history-contract.ts';
import { SimulatedClock } from './doubles/simulated-clock.ts';

const page = readRootFile('docs/data-model.md');
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => `src/${path.replaceAll('\\', '/')}`);

describe('docs/data-model.md', () => {
  it('describes every kind of entry in a row of its own', () => {
    const section = sectionOf('Kinds of entries');

    expect(entryKinds.filter((kind) => !section.includes(`\n| \`${kind}\` |`))).toEqual([]);
  });

  it('draws every kind of entry in the life of a request, except the one that belongs to none', () => {
    const diagrams = [...sectionOf('The life of a request').matchAll(/```mermaid\n(.*?)```/gs)].join('\n');
    const withoutLabels = diagrams.replaceAll(/: .*/g, '');

    const missing = entryKinds.filter(
      (kind) => !new RegExp(`(?<![\\w-])${kind}(?![\\w-])`).test(withoutLabels),
    );
    expect(missing).toEqual(['head-accepted']);
  });

  it('names every field of an entry', () => {
    const section = sectionOf('Fields of an entry');
    const fields = [...Object.keys(anEntryDraft()), 'seq', 'prev', 'hash'];

    expect(fields.filter((field) => !section.includes(`\`${field}\``))).toEqual([]);
  });

  it('describes every kind of job twice: its life, and its payload', () => {
    const section = sectionOf('Jobs');
    const [, handlers = ''] =
      /const resumeByKind[^{]*\{([^}]*)\}/.exec(readRootFile('src/app/run-jobs.ts')) ?? [];
    const kinds = [...handlers.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, kind = '']) => kind);

    expect(kinds.length).toBeGreaterThan(5);
    for (const kind of [...kinds, 'lock', 'name-claim-counted', 'name-claim-lock', 'probe']) {
      const rows = section.split('\n').filter((line) => line.startsWith('|') && line.includes(`\`${kind}\``));
      expect(rows.length, kind).toBeGreaterThanOrEqual(2);
    }
  });

  it('names every key that a job or a message is stored under', () => {
    const assigned = sources
      .filter((path) => !/^src\/(store|domain)\//.test(path))
      .flatMap((path) => [...readRootFile(path).matchAll(/\bkey(?:: | = )[`']([a-z-]+)[ ']/g)]);
    const announced = ['src/app/announcer.ts', 'src/domain/message-keys.ts'].flatMap((path) => [
      ...readRootFile(path).matchAll(/`([a-z]+) \$\{/g),
    ]);
    const written = [...assigned, ...announced].map(([, word = '']) => word);

    expect(written).toEqual(expect.arrayContaining(['probe', 'record', 'lift', 'entry']));
    const keys = sectionOf('Jobs') + sectionOf('Messages');
    expect(written.filter((word) => !new RegExp(`[|·] \`${word}[ \`]`).test(keys))).toEqual([]);
  });

  it.each([
    ['The store in SQLite', schemaVersions],
    ['The connection history in SQLite', historySchemaVersions],
  ])('names every column of every table: %s', (title, versions) => {
    const section = sectionOf(title);
    const sqlite = new DatabaseSync(':memory:');
    for (const step of versions) sqlite.exec(step);
    const tables = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();

    for (const { name: table } of tables) {
      const rows = rowsFrom(section, `| \`${table}\` |`);
      // table_info leaves generated columns out.
      const columns = sqlite.prepare(`SELECT name FROM pragma_table_xinfo('${table}')`).all();
      const missing = columns.filter(({ name }) => !rows.includes(`\`${name}\``));
      expect({ table, missing }).toEqual({ table, missing: [] });
    }
    sqlite.close();
  });

  it('names every partition key and attribute of both DynamoDB tables', async () => {
    const store = await writtenBy(async (table, clock) => {
      const long = randomBytes(400_000).toString('hex');
      await dynamoAuditLog(table, { clock, random: () => 0 }).append(
        anEntryDraft({ kind: 'requested', detail: long }),
      );
      const queue = dynamoJobQueue(table, clock);
      const lease = await queue.enqueueClaimed({ ...aJobOf('kick'), payload: long }, leaseAt(0));
      if (lease !== undefined) await queue.reschedule(lease, clock.now());
      await dynamoConnectionLocks(table).acquire(aLockAt(0));
      const messages = dynamoMessageStore(table, clock);
      const place = { channel: 'C0AUDIT', by: 'me', at: clock.now() };
      await messages.reserve('kick 1', { kind: 'intended', ...place }, undefined);
      await messages.save('kick 1', { channel: 'C0AUDIT', ts: '1.2' });
      await dynamoReplayCache(table).isFirst('id', clock.now());
      const history = dynamoConnectionHistory(table, clock, 30);
      await history.record([anUpdate(1, { publicIp: '203.0.113.51' })]);
      const at = clock.now();
      await history.recordObservation({ endpointId: prodEu, since: at, at, active: 1 });
      await dynamoNameClaims(table).put(aNameClaim());
    });
    const blocks = await writtenBy(async (table, clock) => {
      const directories = [aLockAt(0).endpoint];
      await dynamoBlockList(table).put(aBlock({ directories }));
      await dynamoAttemptReports(table).report(attemptAt(0), 'mallory');
      const latest = attemptAt(0);
      const denied = { name: 'mallory', count: 2, reported: 1, reportedAt: undefined, latest };
      await dynamoConnectionAttempts(table).markReported(denied, clock.now());
    });

    expect([...store.partitions].toSorted()).toEqual(
      [
        'agenda',
        'agenda-holds',
        'audit',
        'claim',
        'claimed-name',
        'message',
        'part',
        'request',
        'history',
        'history-address',
        'history-endpoint',
        'history-name',
        'history-open',
        'history-scan',
      ].toSorted(),
    );
    expect([...blocks.partitions].toSorted()).toEqual(['arrival', 'block', 'turned-away']);
    expect(unavailableFrom('The store in DynamoDB', store)).toEqual([]);
    expect(unavailableFrom('The table of blocks', blocks)).toEqual([]);
  });

  it('names every action_id, callback_id and block_id', () => {
    const section = sectionOf('In Slack');
    const blockIds = [...Object.values(kickBlocks), ...Object.values(declineBlocks), unpostedBlock];
    const ids = [...Object.values(actionIds), ...Object.values(callbackIds), ...blockIds];

    expect(ids.filter((id) => !section.includes(`\`${id}\``))).toEqual([]);
  });
});

/** The text under a heading, with its subsections. */
function sectionOf(title: string): string {
  const [, level = '', rest = ''] = new RegExp(`^(#+) ${title}\n([^]*)`, 'm').exec(page) ?? [];
  if (level === '') throw new Error(`the page has no section ${title}`);
  const end = rest.search(new RegExp(`^#{2,${level.length}} `, 'm'));
  return end === -1 ? rest : rest.slice(0, end);
}

/** The row of a table that begins so, and those that follow without a first cell of their own. */
function rowsFrom(section: string, beginning: string): string {
  const lines = section.split('\n');
  const at = lines.findIndex((line) => line.startsWith(beginning));
  const more = lines.slice(at + 1).findIndex((line) => !line.startsWith('| |'));
  return at === -1 ? '' : lines.slice(at, at + 1 + more).join('\n');
}

interface Written {
  /** The first words of the partition keys. */
  readonly partitions: Set<string>;
  readonly attributes: Set<string>;
}

/** Collects what the stores write to a table that is empty at every look. */
async function writtenBy(
  write: (table: DynamoTable, clock: SimulatedClock) => Promise<void>,
): Promise<Written> {
  const partitions = new Set<string>();
  const attributes = new Set<string>();
  const saw = (pk: string, names: readonly string[]) => {
    partitions.add(pk.split(' ')[0] ?? pk);
    for (const name of names) attributes.add(name);
  };
  await write(
    {
      name: 'recorded',
      get: async () => undefined,
      getAll: async () => [],
      page: async () => ({ items: [], next: undefined }),
      put: async (item) => {
        saw(item.pk, Object.keys(item));
        return true;
      },
      change: async ({ pk }, { text }) => {
        saw(
          pk,
          [...text.matchAll(/#(\w+)/g)].map(([, name = '']) => name),
        );
        return { number: 1 };
      },
      writeAll: async (put) => {
        for (const item of put) saw(item.pk, Object.keys(item));
      },
      remove: async () => true,
      close: () => {},
    },
    new SimulatedClock(),
  );
  return { partitions, attributes };
}

function unavailableFrom(title: string, { partitions, attributes }: Written): readonly string[] {
  const section = sectionOf(title);
  const isNamed = (name: string) => new RegExp(`\`${name}[ \`]`).test(section);
  return [...partitions, ...attributes].filter((name) => !isNamed(name));
}
