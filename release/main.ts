import { readFileSync } from 'node:fs';
import { releaseNotes } from './release-notes.ts';

/**
 * `npm run -s release:notes -- v1.0.0`: prints the notes of a release, and exits with 1 if the tag is not the version of
 * package.json or the changelog does not describe it.
 */
const readRootFile = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

const [tag = ''] = process.argv.slice(2);
const { version } = JSON.parse(readRootFile('package.json'));
const notes = releaseNotes(readRootFile('CHANGELOG.md'), version);
if (tag !== `v${version}`) fail(`the tag is ${tag || 'missing'}, but package.json has version ${version}`);
else if (notes === undefined) fail(`CHANGELOG.md has no section "## ${version}"`);
else process.stdout.write(`${notes}\n`);

function fail(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
