import { expect, test } from 'vitest';
import { firstUseIn } from '../../src/domain/first-use.ts';

const office = { publicIp: '203.0.113.51', device: { platform: 'win', clientVersion: '4.1.0' } };
const nothing = { publicIp: undefined, device: undefined };

test('finds an address and a platform that none of the earlier connections had', () => {
  const cafe = { publicIp: '198.51.100.7', device: { platform: 'mac' } };

  expect(firstUseIn(cafe, [office])).toEqual({ isNewAddress: true, isNewDevice: true });
  expect(firstUseIn(cafe, [office, cafe])).toEqual({ isNewAddress: false, isNewDevice: false });
});

test('does not take an update of the client or the system for another device', () => {
  const updated = { ...office, device: { platform: 'Win', platformVersion: '11', clientVersion: '5.0.0' } };

  expect(firstUseIn(updated, [office]).isNewDevice).toBe(false);
});

test('says nothing about what is unknown for the connection itself, or for all earlier ones', () => {
  expect(firstUseIn(nothing, [office])).toEqual({ isNewAddress: false, isNewDevice: false });
  expect(firstUseIn(office, [nothing])).toEqual({ isNewAddress: false, isNewDevice: false });
});

test('takes everything about someone’s first connection as new', () => {
  expect(firstUseIn(office, [])).toEqual({ isNewAddress: true, isNewDevice: true });
});
