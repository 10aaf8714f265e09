import { onTestFinished } from 'vitest';
import { openTestWorkspace, type TestWorkspace, type TestWorkspaceOptions } from './test-workspace.ts';

/** Opens a workspace for one test, and closes it when that test has finished. */
export async function useTestWorkspace(options: TestWorkspaceOptions = {}): Promise<TestWorkspace> {
  const workspace = await openTestWorkspace(options);
  onTestFinished(() => workspace.close());
  return workspace;
}
