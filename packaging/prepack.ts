import { readFile } from 'node:fs/promises';
import { buildPackage } from './build.ts';
import { publishedManifest, replaceManifest, restoreManifest } from './published-manifest.ts';

/** `npm pack` runs this first: it builds the package, and puts the package's own `package.json` in place. */
await restoreManifest();
await buildPackage();
await replaceManifest(publishedManifest(await readFile('package.json', 'utf8')));
