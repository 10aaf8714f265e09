import { hashOfName } from '../../domain/vpn-name.ts';
import type { NameClaimKey, NameClaims } from '../../ports/name-claims.ts';
import { fieldsFromNameClaim, nameClaimFrom } from '../stored-rows.ts';
import { translating } from './failure-from-dynamo.ts';
import type { Key } from './items.ts';
import { type DynamoTable, itemsOf } from './table.ts';

/** All claims are in one partition: there are a few for each person, and they are always read together. */
const partition = 'claimed-name';

/** Stores approved claims of certificate names in a table, one item for each person and name. */
export function dynamoNameClaims(table: Pick<DynamoTable, 'page' | 'put' | 'remove'>): NameClaims {
  return {
    all: () =>
      translating('store_unavailable', 'read the claimed names', async () => {
        const items = await Array.fromAsync(itemsOf(table, partition, 'first'));
        return items.map(nameClaimFrom);
      }),
    put: (claim) =>
      translating('store_unavailable', 'store a claimed name', async () => {
        await table.put({ ...keyOf(claim), ...fieldsFromNameClaim(claim) });
      }),
    remove: (claim) =>
      translating('store_unavailable', 'remove a claimed name', () =>
        table.remove(keyOf(claim), {
          text: '#correlation = :correlation',
          values: { correlation: claim.correlation },
        }),
      ),
  };
}

/** A name may be longer than a key, and the same name has many spellings, so its hash is used. */
function keyOf({ person, name }: Pick<NameClaimKey, 'person' | 'name'>): Key {
  return { pk: partition, sk: `${person} ${hashOfName(name)}` };
}
