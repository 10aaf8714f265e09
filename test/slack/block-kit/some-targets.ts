import fc from 'fast-check';
import type { ExactTargetRef, KickTargetRef, TargetRef } from '../../../src/domain/target.ts';
import { connectionId, groupId, personId } from '../../builders/ids.ts';

const typed = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
const upper = (prefix: string) => fc.stringMatching(/^[A-Z0-9]{1,30}$/).map((rest) => prefix + rest);

/** Whom people can mean exactly. */
export const someExactWhom: fc.Arbitrary<ExactTargetRef> = fc.oneof(
  typed.map((name) => ({ kind: 'name' as const, name })),
  upper('U').map((id) => ({ kind: 'person' as const, person: personId(id) })),
  fc
    .stringMatching(/^[0-9a-z]{1,40}$/)
    .map((id) => ({ kind: 'connection' as const, connection: connectionId(`cvpn-connection-${id}`) })),
);

/** Whom people can mean at all. */
export const someWhom: fc.Arbitrary<TargetRef> = fc.oneof(
  someExactWhom,
  fc.constant({ kind: 'everyone' as const }),
  typed.map((text) => ({ kind: 'text' as const, text })),
  upper('S').map((id) => ({ kind: 'group' as const, group: groupId(id) })),
);

/** Whose sessions people can mean: what a command takes as several fits into what a modal remembers. */
export const someKickWhom: fc.Arbitrary<KickTargetRef> = fc.oneof(
  someExactWhom,
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
