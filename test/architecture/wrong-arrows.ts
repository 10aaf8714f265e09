import { posix } from 'node:path';
import type { Import } from './imports-of.ts';
import { mayUsePackage, type Room, roomOf } from './rooms.ts';

/** A source file of the tree, its path counted from the root. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
}

/** Runs whatever was deployed, as Lambda does. */
const functionLoader = 'emulators/lambda/runtime.ts';

/** Every file outside the rooms and every import that no arrow allows, in words. */
export function wrongArrows(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, imports }) => {
    const room = roomOf(path);
    if (room === undefined) return [`${path} is in no room`];

    return imports.flatMap((one) => {
      const wrong = wrongImport(path, room, one);
      return wrong === undefined ? [] : [`${path}: ${wrong}`];
    });
  });
}

function wrongImport(path: string, room: Room, { specifier, isTypeOnly }: Import): string | undefined {
  if (specifier === undefined) {
    const mayLoad = room.rooms === 'any' || path === functionLoader;
    return mayLoad ? undefined : 'imports what nobody can tell before it runs';
  }
  if (!specifier.startsWith('.')) {
    return mayUsePackage(room, specifier) ? undefined : `may not use the package ${specifier}`;
  }

  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `imports ${target}, which is in no room`;
  return mayImport(room, targetRoom, isTypeOnly) ? undefined : `may not import ${target}`;
}

function mayImport(room: Room, target: Room, isTypeOnly: boolean): boolean {
  if (room === target || room.rooms === 'any' || room.rooms.includes(target.path)) return true;
  return isTypeOnly && (room.typesOf ?? []).includes(target.path);
}
