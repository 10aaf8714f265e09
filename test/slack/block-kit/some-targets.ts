import fc from 'fast-check';
import type { ExactTargetRef, KickTargetRef, TargetRef } from '../../../src/domain/target.ts';
import { connectionId, groupId, personId } from '../../builders/ids.ts';

const typed = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
const upper = (prefix: string) => fc.stringMatching(/^[A-Z0-9]{1,30}$/).map((rest) => prefix + rest);

/** Any reference to a single target. */
export const someExactTargetRef: fc.Arbitrary<ExactTargetRef> = fc.oneof(
  typed.map((name) => ({ kind: 'name' as const, name })),
  upper('U').map((id) => ({ kind: 'person' as const, person: personId(id) })),
  fc
    .stringMatching(/^[0-9a-z]{1,40}$/)
    .map((id) => ({ kind: 'connection' as const, connection: connectionId(`cvpn-connection-${id}`) })),
);

/** Any reference to a target of a look-up. */
export const someTargetRef: fc.Arbitrary<TargetRef> = fc.oneof(
  someExactTargetRef,
  fc.constant({ kind: 'everyone' as const }),
  typed.map((text) => ({ kind: 'text' as const, text })),
  upper('S').map((id) => ({ kind: 'group' as const, group: groupId(id) })),
);

/** Any reference to the target of a kick. Several targets of one command fit into a modal’s metadata. */
export const someKickTargetRef: fc.Arbitrary<KickTargetRef> = fc.oneof(
  someExactTargetRef,
  fc.constant({ kind: 'everyone' as const }),
  fc
    .array(
      fc.oneof(
        fc.stringMatching(/^[a-z.]{1,16}@example\.com$/).map((name) => ({ kind: 'name' as const, name })),
        upper('U').map((id) => ({ kind: 'person' as const, person: personId(id) })),
        upper('S').map((id) => ({ kind: 'group' as const, group: groupId(id) })),
      ),
      { minLength: 1, maxLength: 20 },
    )
    .map((targetRef) => ({ kind: 'several' as const, targetRef })),
);
