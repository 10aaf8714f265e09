import { posix } from 'node:path';
import { type SourceFile, targetOf } from './wrong-imports.ts';

/**
 * Every cycle of imports among the files, type-only imports included: of the files themselves, and of their folders.
 *
 * @returns The members of each cycle, sorted.
 */
export function importCycles(files: readonly SourceFile[]) {
  return {
    files: cyclesOf(graphOf(files, (path) => path)),
    folders: cyclesOf(graphOf(files, posix.dirname)),
  };
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function graphOf(files: readonly SourceFile[], nodeOf: (path: string) => string): Graph {
  const paths = new Set(files.map(({ path }) => path));
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const from = graph.get(nodeOf(path)) ?? new Set();
    graph.set(nodeOf(path), from);
    for (const { specifier } of imports) {
      if (specifier?.startsWith('.') !== true) continue;
      const target = targetOf(path, specifier);
      if (paths.has(target) && nodeOf(target) !== nodeOf(path)) from.add(nodeOf(target));
    }
  }
  return graph;
}

/** Two nodes are in one cycle when each reaches the other. */
function cyclesOf(graph: Graph): readonly (readonly string[])[] {
  const reached = new Map([...graph.keys()].map((node) => [node, reachableFrom(graph, node)]));
  const done = new Set<string>();
  return [...graph.keys()].flatMap((node) => {
    if (done.has(node) || reached.get(node)?.has(node) !== true) return [];
    const cycle = [...graph.keys()].filter(
      (other) => reached.get(node)?.has(other) && reached.get(other)?.has(node),
    );
    for (const member of cycle) done.add(member);
    return [cycle.sort()];
  });
}

function reachableFrom(graph: Graph, start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...(graph.get(start) ?? [])];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    waiting.push(...(graph.get(node) ?? []));
  }
  return reached;
}
