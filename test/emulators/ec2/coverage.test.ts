import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { actions } from '../../../emulators/ec2/actions/actions.ts';

const readme = readFileSync(new URL('../../../emulators/ec2/README.md', import.meta.url), 'utf8');

it('lists exactly the actions and parameters that the emulator has', () => {
  const listed = coverageRows().map(
    ({ service, action, parameters }) => `${service} ${action}: ${parameters}`,
  );

  expect(listed).toEqual(
    actions.map(({ service, name, parameters }) => `${service} ${name}: ${parameters.join(', ') || 'none'}`),
  );
});

it('states what each action lacks and which document it is from', () => {
  for (const { missing, document } of coverageRows()) {
    expect(missing).toMatch(/\w/);
    expect(document).toMatch(/\(https:\/\/docs\.aws\.amazon\.com\/.+\.html\)/);
  }
});

function coverageRows() {
  const [, table = ''] = /^\| service .*\n\|[ :|-]+\n((?:\|.*\n)+)/m.exec(readme) ?? [];
  return table
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, service, action, parameters, missing, document] = line.split('|').map((cell) => cell.trim());
      return { service, action, parameters, missing, document };
    });
}
