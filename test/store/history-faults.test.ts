import { once } from 'node:events';
import { copyFileSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/app/open-store.ts';
import { historySchemaVersions } from '../../src/store/sqlite/schema.ts';
import { anUpdate } from '../contract/connection-history-contract.ts';
import { everythingWritten, writeInEveryStore } from './every-store.ts';
import { hurriedClock } from './hurried-clock.ts';
import { linesOf, startProcess } from './processes.ts';
import { scratchPath } from './scratch-database.ts';

type Mend = () => Promise<void> | void;

const query = {
  by: { kind: 'names', names: ['bob'] },
  since: new Date(0),
  until: new Date('2100-01-01'),
  limit: 10,
} as const;

async function openScratchStore(path = scratchPath()) {
  const clock = hurriedClock();
  const store = await openStore({ kind: 'sqlite', path }, clock);
  onTestFinished(() => store.close());
  return { path: `${path}-history`, store, clock };
}

describe('the history refuses, everything else goes on, and it works again afterwards without a restart, when', () => {
  const faults: Record<string, (path: string) => Promise<Mend> | Mend> = {
    'another process keeps its file locked': async (path) => {
      const holder = startProcess('write-lock-process.ts', [path]);
      await linesOf(holder).next();
      return async () => {
        holder.kill('SIGKILL');
        await once(holder, 'exit');
      };
    },
    'its file was moved away': (path) => {
      renameSync(path, `${path}.away`);
      return () => {};
    },
    'its file was replaced by a copy': (path) => {
      copyFileSync(path, `${path}.copy`);
      renameSync(`${path}.copy`, path);
      return () => {};
    },
    'its file is no database': (path) => {
      for (const file of [`${path}-wal`, `${path}-shm`]) rmSync(file);
      rmSync(path);
      writeFileSync(path, 'no database '.repeat(1_000));
      return () => rmSync(path);
    },
    'a later version wrote its file': (path) => {
      const sqlite = new DatabaseSync(path);
      sqlite.exec(`PRAGMA user_version = ${historySchemaVersions.length + 1}`);
      sqlite.close();
      for (const file of [`${path}-wal`, `${path}-shm`]) renameSync(file, `${file}.away`);
      return () => rmSync(path);
    },
  };

  for (const [fault, strike] of Object.entries(faults)) {
    it(fault, async () => {
      const { path, store, clock } = await openScratchStore();
      await store.history.record([anUpdate(1)]);

      const mend = await strike(path);
      await expect(store.history.record([anUpdate(2)])).rejects.toMatchObject({
        code: 'history_unavailable',
      });
      expect(await writeInEveryStore(store)).toEqual(everythingWritten);

      await mend();
      await clock.sleep(6_000);
      await store.history.record([anUpdate(2)]);
      expect((await store.history.find(query)).records.map(({ id }) => id)).toContain(anUpdate(2).id);
    });
  }
});

describe('the history’s file', () => {
  it('is created when something is first stored, readable by its owner only', async () => {
    const { path, store } = await openScratchStore();
    expect(existsSync(path)).toBe(false);

    await store.history.record([anUpdate(1)]);

    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is not opened again after the store was closed', async () => {
    const path = scratchPath();
    const store = await openStore({ kind: 'sqlite', path }, hurriedClock());
    store.close();

    await expect(store.history.find(query)).rejects.toMatchObject({ code: 'history_unavailable' });
    expect(existsSync(`${path}-history`)).toBe(false);
  });

  it('holds what was recorded before a restart', async () => {
    const path = scratchPath();
    const first = await openScratchStore(path);
    await first.store.history.record([anUpdate(1)]);

    const second = await openScratchStore(path);

    expect((await second.store.history.find(query)).records).toMatchObject([{ id: anUpdate(1).id }]);
  });

  it('is read and written on if the first version created it', async () => {
    const path = scratchPath();
    const sqlite = new DatabaseSync(`${path}-history`);
    sqlite.exec(`${historySchemaVersions[0]}; PRAGMA user_version = 1;
      INSERT INTO endpoint VALUES (1, '${anUpdate(1).endpointId}');
      INSERT INTO name VALUES (1, 'bob', 'bob');
      INSERT INTO connection (endpoint, connection, occurrence, username, started_ms, last_seen_ms, ended_ms)
        VALUES (1, '${anUpdate(1).id}', 0, 1, 1000, 2000, 3000)`);
    sqlite.close();
    const { store } = await openScratchStore(path);

    const { records } = await store.history.find(query);
    expect(records).toMatchObject([{ id: anUpdate(1).id, endedAt: new Date(3_000) }]);
    expect(records[0]?.endedBefore).toBeUndefined();
    await store.history.record([anUpdate(2)]);
    expect((await store.history.find(query)).records).toHaveLength(2);
  });
});
