import fc from 'fast-check';

/** What people and machines call themselves to break a message: markup, invisible characters, sheer length. */
const nasty = [
  '<!channel>',
  '<@U0BOB|bob>',
  '<https://evil.example|click>',
  '&lt;!here&gt;',
  '&amp;',
  '*bold* _it_ ~gone~ `code`',
  ':tada:',
  '\u202Egnp.exe',
  '\u200B\u200D\uFEFF',
  '\u0000\u0007\u001B[31m',
  '\u{E0041}\u{E0042}',
  '\uD800',
  '"'.repeat(300),
  '\\'.repeat(300),
  '&'.repeat(300),
  '👩‍👩‍👧‍👦'.repeat(60),
  'ß'.repeat(255),
  '\n\n\t ',
  ' ',
];

/** Any text, with a liking for what is nasty. */
export const hostileText = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.constantFrom(...nasty), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
);

/** Nobody sees these, and they change what is read. */
export const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]|\u034F|[\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]|[\u180B-\u180F]/u;
