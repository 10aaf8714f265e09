import { expect, test } from 'vitest';
import { firstUseIn } from '../../src/domain/first-use.ts';

const office = { publicIp: '203.0.113.51', device: { platform: 'win', clientVersion: '4.1.0' } };
const nothing = { publicIp: undefined, device: undefined };

test('finds an address and a platform that none of the earlier connections had', () => {
  const cafe = { publicIp: '198.51.100.7', device: { platform: 'mac' } };

  expect(firstUseIn(cafe, [office])).toEqual({ isNewAddress: true, isNewDevice: true });
  expect(firstUseIn(cafe, [office, cafe])).toEqual({ isNewAddress: false, isNewDevice: false });
});

test('compares only the network of IPv6 addresses, the rest of which a device changes daily', () => {
  const at = (publicIp: string) => ({ ...office, publicIp });
  const earlier = [office, at('2001:db8:1:2:bbbb::9')];

  expect(firstUseIn(at('2001:db8:1:2:aaaa::1'), earlier).isNewAddress).toBe(false);
  expect(firstUseIn(at('2001:db8:1:3:aaaa::1'), earlier).isNewAddress).toBe(true);
  expect(firstUseIn(at('203.0.113.52'), earlier).isNewAddress).toBe(true);
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
