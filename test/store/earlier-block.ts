/**
 * A block on `Bob<U+00A0>Baker`, everywhere and until lifted, as the version before names had one comparison form wrote
 * it: its key holds the SHA-256 of the name in small letters, with the space that it has.
 */
export const earlierItem = {
  pk: 'block',
  sk: '1d8179f798ef81381c92c27df74ca5bc request-1 *',
  name: 'Bob\u00A0Baker',
  endpoint: '*',
  until_ms: 0,
  reason: 'laptop stolen',
  by_id: 'U0HELGA',
  by_name: 'helga',
  by_team: 'T0HOME',
  at_ms: Date.parse('2026-11-02T12:00:00Z'),
  correlation: 'request-1',
};
