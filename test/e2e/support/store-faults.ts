import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createTable, startDynamo } from '../../doubles/dynamo-server.ts';
import { startBot } from './bot-process.ts';
import { openTestWorkspace, type TestWorkspace, type TestWorkspaceOptions } from './test-workspace.ts';

/** A workspace whose store can be made to fail. */
export interface FailingStore {
  readonly workspace: TestWorkspace;
  /** Makes every write fail, or every call. @returns Ends that. */
  startOutage(): () => void;
  close(): Promise<void>;
}

const blockTable = 'bouncer-blocks';
const smallDisk = ['unshare', '--map-root-user', '--mount', 'sh', '-c'] as const;
const mountDisk = 'mount -t tmpfs -o size=2m none "$0" && exec "$@"';

/** Whether this machine lets a process have a disk of its own: Linux with namespaces for users. */
export const canHaveSmallDisk =
  spawnSync(smallDisk[0], [...smallDisk.slice(1), mountDisk, '/tmp', 'true']).status === 0;

/** Another connection holds the database's lock. */
export async function openLockedStore(): Promise<FailingStore> {
  const { workspace, close } = await openWithBlocks({ store: 'sqlite' });
  return {
    workspace,
    close,
    startOutage() {
      const sqlite = new DatabaseSync(join(workspace.folder, 'bouncer.db'), { timeout: 5_000 });
      sqlite.exec('BEGIN EXCLUSIVE');
      return () => sqlite.close();
    },
  };
}

/** The bot's database is on a small disk, which is filled to the last byte. */
export async function openFullStore(): Promise<FailingStore> {
  let disk = '';
  const { workspace, close } = await openWithBlocks({
    store: 'sqlite',
    config: { store: { sqlite: './disk/bouncer.db' } },
    start: async (environment) => {
      const folder = join(dirname(environment.BOUNCER_CONFIG ?? ''), 'disk');
      await mkdir(folder, { recursive: true });
      const bot = await startBot(environment, [...smallDisk, mountDisk, folder]);
      // The disk is mounted for the bot alone, and this is how it sees it.
      disk = `/proc/${bot.pid}/root${folder}`;
      return bot;
    },
  });
  return {
    workspace,
    close,
    startOutage() {
      const ballast = join(disk, 'ballast');
      fill(ballast);
      return () => rmSync(ballast);
    },
  };
}

/** DynamoDB takes every call and answers none, or refuses each. */
export async function openTableStore(fault: 'unanswered' | 'throttled'): Promise<FailingStore> {
  const { workspace, close } = await openWithBlocks({ store: 'dynamodb' });
  return {
    workspace,
    close,
    startOutage() {
      if (workspace.dynamo === undefined) throw new Error('The store is no table.');
      workspace.dynamo.failAll(fault === 'unanswered' ? 'unanswered' : { refused: 'ThrottlingException' });
      return workspace.dynamo.endFaults;
    },
  };
}

async function openWithBlocks(options: TestWorkspaceOptions) {
  const blocks = options.store === 'dynamodb' ? undefined : await startDynamo();
  if (blocks !== undefined) await createTable(blocks.url, blockTable);
  const workspace = await openTestWorkspace({
    ...options,
    config: { blocks: { dynamodb: blockTable, onError: 'deny' }, ...options.config },
    ...(blocks && { environment: { AWS_ENDPOINT_URL_DYNAMODB: blocks.url } }),
  });
  if (workspace.dynamo !== undefined) await createTable(workspace.dynamo.url, blockTable);
  return {
    workspace,
    close: async () => {
      await workspace.close();
      await blocks?.stop();
    },
  };
}

function fill(ballast: string): void {
  for (const bytes of [65_536, 512]) {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(bytes));
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown;
    }
  }
}
