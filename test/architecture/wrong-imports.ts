import { posix } from 'node:path';
import type { Import } from './imports-of.ts';
import { type Layer, layerOf, mayUsePackage } from './layers.ts';

/** A source file of the tree, its path counted from the root. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
}

/** Runs whatever was deployed, as Lambda does. */
const functionLoader = 'emulators/lambda/runtime.ts';

/** Every file outside the layers and every import that no layer allows, in words. */
export function wrongImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, imports }) => {
    const layer = layerOf(path);
    if (layer === undefined) return [`${path} is in no layer`];

    return imports.flatMap((one) => {
      const wrong = wrongImport(path, layer, one);
      return wrong === undefined ? [] : [`${path}: ${wrong}`];
    });
  });
}

function wrongImport(path: string, layer: Layer, { specifier }: Import): string | undefined {
  if (specifier === undefined) {
    const mayLoad = layer.layers === 'any' || path === functionLoader;
    return mayLoad ? undefined : 'imports a module whose name is only known at run time';
  }
  if (!specifier.startsWith('.')) {
    return mayUsePackage(layer, specifier) ? undefined : `may not use the package ${specifier}`;
  }

  const target = targetOf(path, specifier);
  const targetLayer = layerOf(target);
  if (targetLayer === undefined) return `imports ${target}, which is in no layer`;
  const isAllowed =
    layer === targetLayer || layer.layers === 'any' || layer.layers.includes(targetLayer.path);
  return isAllowed ? undefined : `may not import ${target}`;
}

export function targetOf(path: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(path), specifier));
}
