import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsOf } from './imports-of.ts';
import type { SourceFile } from './wrong-imports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Reads every script of the project, wherever it lies, so that none hides outside the layers. */
export function readSourceTree(): readonly SourceFile[] {
  return scriptsIn('').map((path) => ({
    path,
    imports: importsOf(readFileSync(join(root, path), 'utf8'), path.endsWith('x') ? 'tsx' : 'ts'),
  }));
}

export function readRootFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function scriptsIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((found) => {
    const path = `${folder}${found.name}`;
    if (found.isDirectory()) return isOurs(found.name) ? scriptsIn(`${path}/`) : [];
    return /\.[cm]?[jt]sx?$/.test(found.name) ? [path] : [];
  });
}

function isOurs(folder: string): boolean {
  return !folder.startsWith('.') && folder !== 'node_modules' && folder !== 'cdk.out' && folder !== 'dist';
}
