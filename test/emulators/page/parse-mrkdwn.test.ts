import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Part, Span } from '../../../emulators/page/text/mrkdwn.ts';
import { parseMrkdwn } from '../../../emulators/page/text/parse-mrkdwn.ts';

const text = (value: string) => ({ kind: 'text', text: value });

describe('emphasis', () => {
  test('stars, underscores and tildes at the edges of words give weight', () => {
    expect(spansOf('*a b* _c_ ~d~')).toEqual([
      { kind: 'bold', spans: [text('a b')] },
      text(' '),
      { kind: 'italic', spans: [text('c')] },
      text(' '),
      { kind: 'strike', spans: [text('d')] },
    ]);
  });

  test('marks inside a word, beside a space or without a partner are text', () => {
    for (const plain of ['snake_case_name', '2 * 3 * 4', '*open', '** **', 'a*b*c', 'a*b*']) {
      expect(spansOf(plain)).toEqual([text(plain)]);
    }
  });

  test('one kind may be nested in another', () => {
    expect(spansOf('*a _b_*')).toEqual([
      { kind: 'bold', spans: [text('a '), { kind: 'italic', spans: [text('b')] }] },
    ]);
  });

  test('a star inside code or inside a link does not close what a star outside has opened', () => {
    expect(spansOf('*a `b*` c*')).toEqual([
      { kind: 'bold', spans: [text('a '), { kind: 'code', text: 'b*' }, text(' c')] },
    ]);
  });

  test('emphasis never crosses a line', () => {
    expect(parse('*a\nb*')).toEqual([{ kind: 'paragraph', lines: [[text('*a')], [text('b*')]] }]);
  });
});

describe('entities', () => {
  test('people, channels and groups are mentions', () => {
    expect(spansOf('<@U0BOB|bob><#C0LEADS><!subteam^S0PLATFORM|@platform><!here>')).toEqual([
      { kind: 'person', id: 'U0BOB', label: 'bob' },
      { kind: 'channel', id: 'C0LEADS', label: null },
      { kind: 'group', id: 'S0PLATFORM', label: '@platform' },
      { kind: 'broadcast', range: 'here' },
    ]);
  });

  test('a link shows its label, or else its address', () => {
    expect(spansOf('<https://example.com/?a=1&amp;b=2|see> <mailto:a@example.com>')).toEqual([
      { kind: 'link', href: 'https://example.com/?a=1&b=2', text: 'see' },
      text(' '),
      { kind: 'link', href: 'mailto:a@example.com', text: 'a@example.com' },
    ]);
  });

  test('a date carries its time, its format, its link and its fallback', () => {
    expect(spansOf('<!date^1392734382^{date} at {time}^https://example.com|then>')).toEqual([
      {
        kind: 'date',
        seconds: 1392734382,
        format: '{date} at {time}',
        href: 'https://example.com',
        fallback: 'then',
      },
    ]);
  });

  test('a bare address is a link, unless the text is verbatim', () => {
    const link = { kind: 'link', href: 'https://example.com/x', text: 'https://example.com/x' };

    expect(spansOf('see https://example.com/x.')).toEqual([text('see '), link, text('.')]);
    expect(spansOf('see https://example.com/x.', false)).toEqual([text('see https://example.com/x.')]);
  });
});

describe('hostile text stays text', () => {
  test('tags, attributes and unknown brackets are shown as they were written', () => {
    for (const plain of [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<@bob>',
      '<!evil>',
      '< >',
    ]) {
      expect(spansOf(plain)).toEqual([text(plain)]);
    }
  });

  test('a link to a script or to data is no link', () => {
    for (const plain of [
      '<javascript:alert(1)|x>',
      '<data:text/html,x>',
      '<JaVaScRiPt:1>',
      '<//evil.example>',
    ]) {
      expect(spansOf(plain)).toEqual([text(plain)]);
    }
  });

  test('escaped characters are decoded once', () => {
    expect(spansOf('&lt;@U0BOB&gt; &amp;lt; &quot;')).toEqual([text('<@U0BOB> &lt; &quot;')]);
  });

  test('no text is lost, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab *_~`<>&;:|@!^#\n•') }), (source) => {
        expect(letters(parse(source).map(textOfPart).join(''))).toBe(letters(source));
      }),
    );
  });

  test('the longest text that Slack takes is parsed without delay, however hostile', () => {
    for (const unit of ['*a ', '<a', '_*~', '`a*', '<@U', ' *a_b ~c `', ' *', 'h']) {
      const before = process.cpuUsage();
      parse(unit.repeat(Math.ceil(40_000 / unit.length)));

      // Quadratic work takes many seconds of CPU time here; what is linear takes some milliseconds.
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(1_500);
    }
  });
});

describe('parts', () => {
  test('a fence keeps its lines as they are', () => {
    expect(parse('before\n```\n*a*\n  &lt;b\n```\nafter')).toEqual([
      { kind: 'paragraph', lines: [[text('before')]] },
      { kind: 'preformatted', text: '*a*\n  <b' },
      { kind: 'paragraph', lines: [[text('after')]] },
    ]);
  });

  test('lines that begin with a greater-than sign are a quote, escaped or not', () => {
    expect(parse('&gt; a\n> b\nc')).toEqual([
      { kind: 'quote', lines: [[text('a')], [text('b')]] },
      { kind: 'paragraph', lines: [[text('c')]] },
    ]);
  });

  test('three greater-than signs quote all that follows', () => {
    expect(parse('>>> a\nb')).toEqual([{ kind: 'quote', lines: [[text('a')], [text('b')]] }]);
  });

  test('lines that begin with a bullet are a list', () => {
    expect(parse('• a\n• b')).toEqual([{ kind: 'list', items: [[text('a')], [text('b')]] }]);
  });

  test('an emoji name that is known becomes the emoji, another stays as it was written', () => {
    expect(spansOf(':warning: :no_such_thing: 10:30:45')).toEqual([
      { kind: 'emoji', name: 'warning', character: '⚠️' },
      text(' :no_such_thing: 10:30:45'),
    ]);
  });
});

function parse(source: string, links = true): readonly Part[] {
  return parseMrkdwn(source, { links });
}

/** The spans of a text of one line. */
function spansOf(source: string, links = true): readonly Span[] {
  const [part] = parse(source, links);
  return part?.kind === 'paragraph' ? (part.lines[0] ?? []) : [];
}

function textOfPart(part: Part): string {
  if (part.kind === 'preformatted') return part.text;
  return (part.kind === 'list' ? part.items : part.lines).flat().map(textOfSpan).join('');
}

function textOfSpan(span: Span): string {
  if ('spans' in span) return span.spans.map(textOfSpan).join('');
  if ('text' in span) return span.text;
  return 'range' in span ? span.range : '';
}

/** What no markup swallows. */
function letters(source: string): string {
  return source.replace(/[^ab]/g, '');
}
