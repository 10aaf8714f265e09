import type { EmulatedVpn } from './emulated-vpn.ts';

interface Place {
  readonly id: string;
  readonly region: string;
}

/** Fetches every page of an endpoint and reads none. */
export async function fetchAll(vpn: EmulatedVpn, endpoint: Place): Promise<void> {
  for await (const _ of pagesOf(vpn, endpoint));
}

/** Fetches the pages of an endpoint: the next page's token is all that is looked for in the bytes. */
export async function* pagesOf({ url }: EmulatedVpn, { id, region }: Place): AsyncGenerator<Uint8Array> {
  const scope = `AKIABENCH00000000000/20261102/${region}/ec2/aws4_request`;
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
  };
  for (let token: string | undefined = ''; token !== undefined; ) {
    const body = new URLSearchParams({
      Action: 'DescribeClientVpnConnections',
      Version: '2016-11-15',
      ClientVpnEndpointId: id,
      MaxResults: '1000',
      ...(token !== '' && { NextToken: token }),
    });
    const response = await fetch(url, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`the emulated AWS answered ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    yield bytes;
    token = /<nextToken>([^<]+)</.exec(bytes.subarray(-300).toString('latin1'))?.[1];
  }
}
