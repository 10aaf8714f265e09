import { describe, expect, it } from 'vitest';
import { ec2FiltersFromFilter } from '../../src/aws/translate-ec2.ts';
import { connectionIdOf } from './emulated-aws.ts';

describe('ec2FiltersFromFilter', () => {
  it('asks for connections by id', () => {
    const id = connectionIdOf('cvpn-connection-0c');

    expect(ec2FiltersFromFilter({ by: 'connection', ids: [id, id] })).toEqual([
      [{ Name: 'connection-id', Values: [id] }],
    ]);
  });

  it('asks for nothing when nothing could match', () => {
    expect(ec2FiltersFromFilter({ by: 'connection', ids: [] })).toEqual([]);
    expect(ec2FiltersFromFilter({ by: 'username', usernames: [''] })).toEqual([]);
  });

  it('asks for a name with a wildcard or a backslash as it is and escaped', () => {
    expect(ec2FiltersFromFilter({ by: 'username', usernames: ['CORP\\bob', 'a*?'] })).toEqual([
      [{ Name: 'username', Values: ['CORP\\bob', 'CORP\\\\bob', 'a*?', 'a\\*\\?'] }],
    ]);
  });

  it('asks for every name, in filters of 200 values at most', () => {
    const usernames = Array.from({ length: 401 }, (_, n) => `user${n}`);

    const filters = ec2FiltersFromFilter({ by: 'username', usernames }).flat();

    expect(filters.map(({ Values }) => Values?.length)).toEqual([200, 200, 1]);
    expect(filters.flatMap(({ Values }) => Values)).toEqual(usernames);
  });
});
