import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { writeTemplates } from '../../infra/write-templates.ts';

test('templates are written with the zipped code beside them, which Lambda may read and which depends on its content alone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bouncer-assembly-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, 'asset.1'));
  await writeFile(join(directory, 'asset.1', 'index.mjs'), 'export {};', { mode: 0o600 });
  await writeFile(join(directory, 'asset.2.zip'), 'zipped before');
  const templateFullPath = join(directory, 'Bouncer.template.json');
  await writeFile(templateFullPath, '{}');
  const assets = new Map([
    ['1.zip', 'asset.1'],
    ['2.zip', 'asset.2.zip'],
  ]);
  const folder = join(directory, 'templates');
  const write = () => writeTemplates({ stacks: [{ templateFullPath }], directory }, assets, folder);

  expect(await write()).toEqual(['Bouncer.template.json']);

  expect((await readdir(folder)).toSorted()).toEqual(['Bouncer.template.json', 'assets']);
  const zip = await readFile(join(folder, 'assets', '1.zip'));
  expect(strFromU8(unzipSync(zip)['index.mjs'] ?? new Uint8Array())).toBe('export {};');
  // The mode, in the upper half of the external attributes: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12
  expect(zip.readUInt32LE(zip.indexOf('PK\u0001\u0002', 'latin1') + 38) >>> 16).toBe(0o100644);
  expect(await readFile(join(folder, 'assets', '2.zip'), 'utf8')).toBe('zipped before');

  await write();
  expect(await readFile(join(folder, 'assets', '1.zip'))).toEqual(zip);
});
