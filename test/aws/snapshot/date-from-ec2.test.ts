import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateFromEc2 } from '../../../src/aws/snapshot/connection-from-ec2.ts';

const dates = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});

describe('dateFromEc2', () => {
  it("reads EC2's own way of writing as UTC, wherever this machine stands", () => {
    expect(dateFromEc2('2019-08-12 07:58:34')).toEqual(new Date('2019-08-12T07:58:34Z'));
  });

  it('reads back every second that can be written', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const seconds = date.toISOString().slice(0, 19);

        expect(dateFromEc2(seconds.replace('T', ' '))?.toISOString().slice(0, 19)).toBe(seconds);
      }),
    );
  });

  it('reads ISO 8601 with its zone', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(dateFromEc2(date.toISOString())).toEqual(date);
      }),
    );
    expect(dateFromEc2('2019-08-12T09:58:34+02:00')).toEqual(new Date('2019-08-12T07:58:34Z'));
  });

  it('takes anything else for no time', () => {
    const texts = ['-', '', 'soon', '2019-08-12', '2019-02-30 10:00:00', '2019-13-01 10:00:00', '1565596714'];
    const late = ['2019-08-12 25:00:00', ' 2019-08-12 07:58:34', '2019-08-12 07:58:34 CET'];

    for (const text of [...texts, ...late, undefined]) expect(dateFromEc2(text), text).toBeUndefined();
  });

  it('never throws and never gives an invalid date', () => {
    const nearly = fc.stringMatching(
      /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{3})?(Z|[+-]\d{2}:\d{2})?$/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (text) => {
        expect(dateFromEc2(text)?.getTime()).not.toBeNaN();
      }),
    );
  });
});
