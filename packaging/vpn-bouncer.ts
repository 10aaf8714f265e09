#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/**
 * The command `vpn-bouncer` of the package. It loads nothing before it knows that this Node can run it: npm only warns of
 * one that is too old, and everything else would end in a syntax error.
 */
const { version, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = Number(/\d+/.exec(engines.node));

if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(`Bouncer needs Node ${needed} or later. This is Node ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  switch (process.argv[2]) {
    case 'demo':
      await (await import('./demo.ts')).demo();
      break;
    case '--version':
      process.stdout.write(`${version}\n`);
      break;
    default:
      await import('../src/main.ts');
  }
}
