import { expect, test } from 'vitest';
import { examine } from '../../../src/features/doctor/doctor.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aPerson } from '../../builders/a-person.ts';
import { personId } from '../../builders/ids.ts';
import { aNameClaim } from '../../contract/a-name-claim.ts';
import { aMember, answered, aSetUp, refused, type SetUpFaults } from '../../doubles/a-set-up.ts';
import { memorySnapshot } from '../../doubles/memory-snapshot.ts';

const claims = async () => [aNameClaim()];
const bob = aPerson({ id: personId('U0BOB'), name: 'bob', email: 'bob@example.com' });

async function findings(ill: SetUpFaults, about = 'claimed names') {
  const workspace = { person: async (id: Parameters<typeof aMember>[0]) => aMember(id, { name: 'bob' }) };
  const setUp = aSetUp({ ...ill, workspace: { ...workspace, ...ill.workspace } });
  return (await examine(setUp)).filter(({ subject }) => subject.startsWith(about));
}

test('counts the claimed names and says which channel approves claims', async () => {
  expect(await findings({ store: { claims } })).toMatchObject([
    { verdict: 'ok', says: 'names: 1, of members: 1; #C0SECOPS approves claims' },
  ]);
});

test('says that nobody can claim a name', async () => {
  expect(await findings({ rules: { claimsChannel: undefined } })).toMatchObject([
    { verdict: 'ok', says: 'none; no channel approves claims, so nobody can claim a name' },
  ]);
});

test.each<[string, SetUpFaults, string]>([
  [
    'whose owner’s account is deactivated',
    { workspace: { person: async (id) => aMember(id, { name: 'bob', accountType: 'deactivated' }) } },
    'bob, who has claimed “bob-laptop”, isn’t a full member any more',
  ],
  [
    'whose owner Slack does not know',
    { workspace: { person: async () => refused('user_not_found') } },
    'Slack can’t show U0BOB, who has claimed “bob-laptop”: user_not_found',
  ],
  [
    'that is listed for someone else',
    { rules: { people: { match: 'email', map: new Map([[personId('U0ANNA'), ['BOB-laptop']]]) } } },
    '“bob-laptop”, claimed by bob, has no effect, because the configuration protects it or lists it for someone else',
  ],
  [
    'that another member’s address gives',
    {
      rules: { people: { match: 'local-part', domains: ['corp.example'], map: new Map() } },
      workspace: {
        members: async () =>
          answered({
            people: [aPerson({ id: personId('U0ANNA'), name: 'anna', email: 'bob-laptop@corp.example' })],
            isWhole: true,
          }),
      },
    },
    '“bob-laptop”, claimed by bob, is also the VPN name of anna, by their address',
  ],
])('warns of a name %s, and says how to remove it', async (_, ill, says) => {
  expect(await findings({ ...ill, store: { claims } })).toMatchObject([
    { verdict: 'warning', says, fix: { exact: '/vpn names @person' } },
  ]);
});

test('counts the connections of a claimed certificate as a member’s', async () => {
  const laptop = aConnection({ username: undefined, commonName: 'bob-laptop' });
  const ill = {
    workspace: { members: async () => answered({ people: [bob], isWhole: true }) },
    vpn: { scan: async () => memorySnapshot([laptop], new Date(0)) },
  };

  expect(await findings(ill, 'connections')).toMatchObject([{ verdict: 'warning' }]);
  expect(await findings({ ...ill, store: { claims } }, 'connections')).toMatchObject([{ verdict: 'ok' }]);
});
