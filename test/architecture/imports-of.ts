import { parseAst } from 'vitest/node';

/** One module that a source file asks for. */
export interface Import {
  /** As written; `undefined` when it is computed at run time, so that nobody can tell. */
  readonly specifier: string | undefined;
  /** Whether the whole of it is gone at run time. */
  readonly isTypeOnly: boolean;
}

/**
 * Finds every import of a TypeScript source: static, type-only, dynamic, re-exported, `import('…').Type`,
 * `import x = require('…')`, `require('…')` and `require.resolve('…')`. It reads the syntax tree, so comments and strings do not fool it.
 */
export function importsOf(source: string, language: 'ts' | 'tsx'): readonly Import[] {
  return importsIn(parseAst(source, { lang: language }));
}

function importsIn(node: unknown): readonly Import[] {
  if (Array.isArray(node)) return node.flatMap(importsIn);
  if (!isNode(node)) return [];

  const found = importFrom(node);
  return [...(found === undefined ? [] : [found]), ...Object.values(node).flatMap(importsIn)];
}

function importFrom(node: Node): Import | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: textOf(node.source), isTypeOnly: node.importKind === 'type' };
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (!isNode(node.source)) return undefined;
      return { specifier: textOf(node.source), isTypeOnly: node.exportKind === 'type' };
    case 'ImportExpression':
      return { specifier: textOf(node.source), isTypeOnly: false };
    case 'TSImportType':
      return { specifier: textOf(node.source), isTypeOnly: true };
    case 'TSExternalModuleReference':
      return { specifier: textOf(node.expression), isTypeOnly: false };
    case 'CallExpression':
      return isRequire(node) ? { specifier: textOf(firstOf(node.arguments)), isTypeOnly: false } : undefined;
    default:
      return undefined;
  }
}

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isRequire({ callee }: Node): boolean {
  if (!isNode(callee)) return false;
  const asked = callee.type === 'MemberExpression' && isResolve(callee) ? callee.object : callee;
  return isNode(asked) && asked.type === 'Identifier' && asked.name === 'require';
}

function isResolve({ property }: Node): boolean {
  return isNode(property) && property.name === 'resolve';
}

function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'TemplateLiteral') return plainTemplateText(node);
  return typeof node.value === 'string' ? node.value : undefined;
}

function plainTemplateText({ quasis }: Node): string | undefined {
  const only = Array.isArray(quasis) && quasis.length === 1 ? firstOf(quasis) : undefined;
  if (!isNode(only) || typeof only.value !== 'object' || only.value === null) return undefined;
  return 'cooked' in only.value && typeof only.value.cooked === 'string' ? only.value.cooked : undefined;
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}
