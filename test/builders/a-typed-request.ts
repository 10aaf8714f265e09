import type { TypedRequest } from '../../src/features/connections/payloads.ts';

/** “laptop stolen”, typed at 09:00 without a scope. */
export function aTypedRequest(given: Partial<TypedRequest> = {}): TypedRequest {
  return {
    on: undefined,
    reason: 'laptop stolen',
    breakGlass: false,
    typedAt: new Date('2026-11-02T09:00:00Z'),
    ...given,
  };
}
