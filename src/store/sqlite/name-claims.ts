import { hashOfName } from '../../domain/vpn-name.ts';
import type { NameClaims } from '../../ports/name-claims.ts';
import { fieldsFromNameClaim, nameClaimFrom } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/** Stores approved claims of certificate names in a database file, one row for each person and name. */
export function sqliteNameClaims(database: SqliteDatabase): NameClaims {
  return {
    all: async () =>
      database.read('read the claimed names', (sqlite) =>
        sqlite.prepare('SELECT * FROM claimed_name ORDER BY person, hash').all().map(nameClaimFrom),
      ),
    put: async (claim) => {
      await database.write('store a claimed name', (sqlite) =>
        sqlite
          .prepare(
            `INSERT OR REPLACE INTO claimed_name (person, hash, name, correlation, by_id, by_name, at_ms)
             VALUES (:person, :hash, :name, :correlation, :by_id, :by_name, :at_ms)`,
          )
          .run({ ...fieldsFromNameClaim(claim), hash: hashOfName(claim.name) }),
      );
    },
    remove: ({ person, name, correlation }) =>
      database.write('remove a claimed name', (sqlite) => {
        const { changes } = sqlite
          .prepare('DELETE FROM claimed_name WHERE person = ? AND hash = ? AND correlation = ?')
          .run(person, hashOfName(name), correlation);
        return changes === 1;
      }),
  };
}
