import type { Filter } from '@aws-sdk/client-ec2';
import type { ConnectionFilter } from '../ports/vpn-gateway.ts';

/** The most values that EC2 accepts in one filter (Filter, API reference). */
const mostValues = 200;

/**
 * Translates a filter for EC2.
 *
 * @returns One list of filters for each call to make; empty when the filter cannot match anything.
 */
export function ec2FiltersFromFilter(filter: ConnectionFilter): readonly Filter[][] {
  const [name, values] =
    filter.by === 'username'
      ? ['username', filter.usernames.flatMap(readings)]
      : ['connection-id', [...filter.ids]];
  return chunks([...new Set(values)], mostValues).map((chunk) => [{ Name: name, Values: chunk }]);
}

/**
 * Many EC2 filters accept `*` and `?` as wildcards and `\` as their escape; whether this one does is not documented.
 * `CORP\bob` must be found either way, so the filter contains it both as it is and escaped.
 */
function readings(username: string): readonly string[] {
  if (username === '') return [];
  return [username, username.replaceAll(/[\\*?]/g, (sign) => `\\${sign}`)];
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
