import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roleSessionNameOf } from '../../src/aws/ec2-clients.ts';
import { helga } from './emulated-aws.ts';

describe('roleSessionNameOf', () => {
  it('names the person by the id that Slack gave them', () => {
    expect(roleSessionNameOf(helga)).toBe('bouncer-U0HELGA');
  });

  it('is a name that AWS accepts, whatever the id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 100, size: 'max' }), (id) => {
        expect(roleSessionNameOf({ id })).toMatch(/^[\w+=,.@-]{2,64}$/);
      }),
    );
  });
});
