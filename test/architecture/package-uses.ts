import type { SourceFile } from './wrong-imports.ts';

export interface PackageUses {
  /** Imported, but not in package.json: it works only as long as something else pulls it. */
  readonly undeclared: readonly string[];
  /** In package.json, but nobody imports it, runs it or needs it as a peer. */
  readonly unused: readonly string[];
  /** Imported by the bot at run time, but installed for development only. */
  readonly missingInProduction: readonly string[];
}

/** The part of a package.json that says what is installed and what for. */
export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

/** What an installed package says of itself. */
export interface Installed {
  readonly commands: readonly string[];
  readonly peers: readonly string[];
}

/** Compares the packages that are installed with those that are used. */
export function packageUses(
  files: readonly SourceFile[],
  manifest: Manifest,
  installed: (name: string) => Installed,
): PackageUses {
  const declared = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
  const imported = importedBy(files);
  const run = wordsOf(manifest.scripts);
  const isUsed = (name: string) =>
    imported.has(name) ||
    installed(name).commands.some((command) => run.has(command)) ||
    declared.some((other) => installed(other).peers.includes(name)) ||
    (name.startsWith('@types/') && (name === '@types/node' || imported.has(name.slice('@types/'.length))));

  const production = importedBy(files.filter(({ path }) => path.startsWith('src/')).map(atRunTime));
  return {
    undeclared: [...imported].filter((name) => !declared.includes(name)),
    unused: declared.filter((name) => !isUsed(name)),
    missingInProduction: [...production].filter((name) => !(name in manifest.dependencies)),
  };
}

function atRunTime(file: SourceFile): SourceFile {
  return { ...file, imports: file.imports.filter(({ isTypeOnly }) => !isTypeOnly) };
}

function importedBy(files: readonly SourceFile[]): ReadonlySet<string> {
  const specifiers = files.flatMap(({ imports }) => imports.map(({ specifier }) => specifier ?? '.'));
  const packages = specifiers.filter((specifier) => !/^(\.|node:)/.test(specifier));
  return new Set(
    packages.map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  );
}

function wordsOf(scripts: Manifest['scripts']): ReadonlySet<string> {
  return new Set(Object.values(scripts).flatMap((script) => script.split(/\s+/)));
}
