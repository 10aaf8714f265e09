import { onTestFinished } from 'vitest';
import { sqliteConnectionHistory } from '../../../src/store/sqlite/connection-history.ts';
import { type HistoryFile, historyFile } from '../../../src/store/sqlite/history-file.ts';
import { testConnectionHistory, testLargeHistory } from '../../contract/connection-history-contract.ts';
import { realClock } from '../real-clock.ts';
import { scratchPath } from '../scratch-database.ts';

testConnectionHistory('sqliteConnectionHistory', async () => sqliteConnectionHistory(openFile()));
testLargeHistory('sqliteConnectionHistory', async () => sqliteConnectionHistory(openFile()), 10_000);

function openFile(path = scratchPath()): HistoryFile {
  const file = historyFile(path, realClock);
  onTestFinished(() => file.close());
  return file;
}
