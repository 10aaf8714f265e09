import type { Place } from '../test/e2e/support/person-at-work.ts';
import type { TestWorkspace } from '../test/e2e/support/test-workspace.ts';

/** That many places of several people who may see connections: one person alone would exceed the rate limit. */
export function crowdOf(workspace: TestWorkspace, count: number): readonly Place[] {
  const places = [
    workspace.as('helga').in('helpdesk'),
    workspace.as('omar').in('secops'),
    workspace.as('lena').in('leads'),
  ];
  return Array.from({ length: count }, (_, index) => places[index % places.length]).flatMap(
    (place) => place ?? [],
  );
}
