import { describe, expect, it } from 'vitest';
import type { NameClaims } from '../../src/ports/name-claims.ts';
import { aNameClaim } from './a-name-claim.ts';

/** What all claims keep to, whatever they are stored in. */
export function testNameClaims(name: string, openEmpty: () => Promise<NameClaims>): void {
  describe(`${name} as claimed names`, () => {
    it('has none at first', async () => {
      expect(await (await openEmpty()).all()).toEqual([]);
    });

    it('returns a claim as it was stored', async () => {
      const claims = await openEmpty();
      const claim = aNameClaim({ name: 'Bob’s Laptop, „ältere“ 💻' });

      await claims.put(claim);

      expect(await claims.all()).toEqual([claim]);
    });

    it('keeps a claim that is stored again once', async () => {
      const claims = await openEmpty();
      await claims.put(aNameClaim());

      await claims.put(aNameClaim());

      expect(await claims.all()).toEqual([aNameClaim()]);
    });

    it('replaces the claim of a person for the same name in another spelling', async () => {
      const claims = await openEmpty();
      await claims.put(aNameClaim());
      const again = aNameClaim({ name: 'BOB-Laptop', correlation: 'claim-0002' });

      await claims.put(again);

      expect(await claims.all()).toEqual([again]);
    });

    it('keeps a name for each of several people, and several names of one', async () => {
      const claims = await openEmpty();
      const ofRita = aNameClaim({ person: 'U0RITA', correlation: 'claim-0002' });
      const another = aNameClaim({ name: 'bob-phone', correlation: 'claim-0003' });
      for (const claim of [aNameClaim(), ofRita, another]) await claims.put(claim);

      const all = await claims.all();

      expect(all).toHaveLength(3);
      expect(all).toEqual(expect.arrayContaining([aNameClaim(), ofRita, another]));
    });

    it('lists the claims of one person together', async () => {
      const claims = await openEmpty();
      const people = ['U0BOB', 'U0RITA', 'U0BOB', 'U0RITA'];
      for (const [n, person] of people.entries())
        await claims.put(aNameClaim({ person, name: `laptop-${n}`, correlation: `claim-000${n}` }));

      const listed = (await claims.all()).map(({ person }) => person);

      expect(listed).toEqual(['U0BOB', 'U0BOB', 'U0RITA', 'U0RITA']);
    });

    it('removes a claim, in whatever spelling, and no other', async () => {
      const claims = await openEmpty();
      const ofRita = aNameClaim({ person: 'U0RITA', correlation: 'claim-0002' });
      await claims.put(aNameClaim());
      await claims.put(ofRita);

      expect(await claims.remove(aNameClaim({ name: 'BOB-LAPTOP' }))).toBe(true);

      expect(await claims.all()).toEqual([ofRita]);
    });

    it('does not remove what the person has claimed anew since', async () => {
      const claims = await openEmpty();
      const anew = aNameClaim({ correlation: 'claim-0002' });
      await claims.put(aNameClaim());
      await claims.put(anew);

      expect(await claims.remove(aNameClaim())).toBe(false);

      expect(await claims.all()).toEqual([anew]);
    });

    it('says that there was nothing to remove', async () => {
      expect(await (await openEmpty()).remove(aNameClaim())).toBe(false);
    });
  });
}
