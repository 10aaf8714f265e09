import { expect, test } from 'vitest';
import { checkPeople } from '../../../src/features/doctor/check-people.ts';
import { about } from '../../../src/features/doctor/finding.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aSetUp } from '../../doubles/a-set-up.ts';

test.each([
  [undefined, 'confirmed addresses are VPN names'],
  [['corp.example', 'corp.test'], 'confirmed addresses of corp.example, corp.test are VPN names'],
] as const)('doctor says which addresses are VPN names: domains %j', async (domains, text) => {
  const people = { match: 'email', domains, map: new Map() } as const;

  const findings = await checkPeople(
    { ...aSetUp(), rules: { ...someRules(), people } },
    about('people', 'match: email'),
  );

  expect(JSON.stringify(findings)).toContain(text);
});
