import type { Place } from '../test/e2e/support/person-at-work.ts';
import type { TestWorkspace } from '../test/e2e/support/test-workspace.ts';

/** So many requests at once, of several people who may look: one person alone would soon have sent too many. */
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
