import fc from 'fast-check';
import { endpoint } from '../emulated-aws.ts';
import { anyName, bytesOf, plainRow } from '../snapshot/a-page.ts';

/** An element before it is laid out. */
type Node =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly children: readonly Node[] }
  /** Written as it stands. */
  | { readonly raw: string };

/** How a page is set out, which means nothing; the last of these is none of EC2's, and hides text from the SDK. */
interface Layout {
  readonly gaps: readonly string[];
  readonly emptyTag: (name: string) => string;
  readonly declaration: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
const layout: fc.Arbitrary<Layout> = fc.record({
  gaps: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom([''], ['\n    '], ['\r\n\t', '\n\n']) },
    fc.array(fc.constantFrom('', '\n  ', '\r', '<!-- <a> -->', '\n<!-- x -->\n', '<!-->', ' '), {
      minLength: 1,
    }),
  ),
  emptyTag: fc.constantFrom(
    (name: string) => `<${name}/>`,
    (name: string) => `<${name} />`,
    (name: string) => `<${name}></${name}>`,
    (name: string) => `<${name}>\n    </${name} >`,
  ),
  declaration: fc.constantFrom('', declaration, `${declaration}\n`, '\n'),
});

const escaped = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }[sign]};`,
  );
const anyText = fc.oneof(
  { weight: 3, arbitrary: anyName.map(escaped) },
  fc.constantFrom('CORP\\anna', ' padded', 'padded ', ' ', '\n  ', 'a\r\nb', 'a\tb', '\u00a0\n'),
  fc.constantFrom(
    '&#233;',
    '&#x141;&#243;',
    '&#10;',
    '&#xD;',
    '&#128512;',
    '&copy;',
    '&',
    '&;',
    'a &amp',
    '&#xD83D;',
  ),
  fc.constantFrom('<![CDATA[x]]>', 'a<!-- b -->c', '<b>x</b>', '\u0001', 'a]]>b'),
);
const unknownNode: fc.Arbitrary<Node> = fc.oneof(
  anyName.map((text) => ({ name: 'brandNew', text: escaped(text) })),
  fc.nat(999).map((number) => ({ name: 'x', text: String(number) })),
  fc.tuple(anyName, fc.nat(99)).map(([text, number]) => ({
    name: 'policyContext',
    children: [
      { name: 'a', text: String(number) },
      { name: 'b', text: String(number + 1) },
      {
        name: 'set',
        children: [
          { name: 'item', text: escaped(text) },
          { name: 'item', children: [] },
        ],
      },
    ],
  })),
  fc
    .constantFrom(
      '<noted at="1" by=\'anna\'>x</noted>',
      '<noted at = "1"/>',
      '<noted><![CDATA[<a>]]></noted>',
      '<noted><!-- </noted> --><a/></noted >',
      '<noted><?x y?></noted>',
      '<noted>mixed <b>x</b> text</noted>',
      '<noted><b></noted></b>',
      '<noted',
      '<constructor/>',
      '<__proto__>x</__proto__>',
      '<ns:noted xmlns:ns="x"/>',
      '</>',
      'text',
    )
    .map((raw) => ({ raw })),
);
const time = fc.constantFrom('2026-11-21 22:04:54', '2026-11-22T08:06:02Z', '-', '', 'yesterday');
const counter = fc.oneof(fc.nat().map(String), fc.constantFrom('', '-1', '12345678901234567890'));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const fieldTexts = fc.record({
  clientVpnEndpointId: fc.constantFrom(endpoint.id, endpoint.id, '', undefined),
  timestamp: maybe(time),
  connectionId: fc.stringMatching(/^[0-9a-f]{17}$/).map((hex) => `cvpn-connection-${hex}`),
  username: maybe(fc.oneof({ weight: 3, arbitrary: fc.constant(plainRow.username) }, anyText)),
  connectionEstablishedTime: maybe(time),
  ingressBytes: maybe(counter),
  egressBytes: maybe(counter),
  ingressPackets: maybe(counter),
  egressPackets: maybe(counter),
  clientIp: maybe(fc.ipV4()),
  clientIpv6Address: fc.constantFrom('', undefined, 'fd00::7'),
  commonName: maybe(fc.oneof({ weight: 3, arbitrary: fc.constant(plainRow.username) }, anyText)),
  connectionEndTime: maybe(time),
  authorizationPolicyLastEvaluatedTime: maybe(time),
});
const code = fc.constantFrom('active', 'active', 'terminating', 'terminated', '', 'quarantined');
const statusNode: fc.Arbitrary<Node> = fc
  .tuple(code, maybe(anyText), fc.array(unknownNode, { maxLength: 1 }))
  .map(([text, message, others]) => ({
    name: 'status',
    children: [
      { name: 'code', text },
      ...(message === undefined ? [] : [{ name: 'message', text: message }]),
      ...others,
    ],
  }));
const postureNode: fc.Arbitrary<Node> = fc.array(anyText, { maxLength: 2 }).map((texts) => ({
  name: 'postureComplianceStatusSet',
  children: texts.map((text) => ({ name: 'item', text })),
}));
const row: fc.Arbitrary<Node> = fc
  .tuple(
    fieldTexts,
    fc.option(statusNode, { nil: { name: 'status', children: [] } }),
    fc.array(postureNode, { maxLength: 1 }),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(unknownNode, { maxLength: 2 })),
  )
  .chain(([texts, status, posture, unknown]) => {
    const fields = Object.entries(texts).flatMap(([name, text]) =>
      text === undefined ? [] : [{ name, text }],
    );
    const nodes: readonly Node[] = [...fields, status, ...posture, ...unknown];
    const inOrder = fc.constant(nodes.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b))));
    return fc.oneof(inOrder, fc.shuffledSubarray([...nodes], { minLength: nodes.length }));
  })
  .map((children) => ({ name: 'item', children }));

/** A page as EC2 may write one: in any order and layout, with elements that nobody knows, and with faults. */
export const anyPage: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc
  .tuple(
    fc.array(row, { maxLength: 4 }),
    fc.constantFrom('', 'bgpvYy+9/A='),
    fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(unknownNode, { maxLength: 1 })),
    layout,
  )
  .chain(([rows, token, unknown, how]) => {
    const parts: Node[] = [
      { name: 'requestId', text: '7118204f' },
      // What is written alike twice is read by another way the second time.
      { name: 'connections', children: [...rows, ...rows] },
      { name: 'nextToken', text: token },
      ...unknown,
    ];
    return fc.shuffledSubarray(parts, { minLength: parts.length }).map((shuffled) => pageIn(how, shuffled));
  });

function pageIn(how: Layout, parts: readonly Node[]): Uint8Array<ArrayBuffer> {
  const root = 'DescribeClientVpnConnectionsResponse';
  const { inside } = writer(how);
  return bytesOf(
    `${how.declaration}<${root} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inside(parts)}</${root}>`,
  );
}

function writer({ gaps, emptyTag }: Layout) {
  let count = 0;
  const gap = () => gaps[count++ % gaps.length] ?? '';
  const inside = (nodes: readonly Node[]): string =>
    nodes.length === 0 ? '' : `${nodes.map((node) => gap() + written(node)).join('')}${gap()}`;
  const written = (node: Node): string => {
    if ('raw' in node) return node.raw;
    const content = 'text' in node ? node.text : inside(node.children);
    return content === '' ? emptyTag(node.name) : `<${node.name}>${content}</${node.name}>`;
  };
  return { inside };
}

function nameOf(node: Node): string {
  return 'name' in node ? node.name : '';
}
