import { expect, test } from 'vitest';
import { hashFromPlace, parsePlace } from '../../../emulators/page/workspace/place.ts';

test('the address names the person and the channel', () => {
  const place = { person: 'U0OMAR', channel: 'C0SECOPS' };

  expect(parsePlace(hashFromPlace(place))).toEqual(place);
  expect(parsePlace('')).toEqual({ person: 'U0HELGA', channel: null });
  expect(parsePlace('#/%E0%A4%A/x')).toEqual({ person: 'U0HELGA', channel: 'x' });
});
