import type { EmulatedVpn } from './emulated-vpn.ts';

/** Fetches every page of an endpoint and reads none: the next page's token is all that is looked for in the bytes. */
export async function fetchAll(
  { url }: EmulatedVpn,
  { id, region }: { readonly id: string; readonly region: string },
): Promise<void> {
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
    const tail = Buffer.from(await response.arrayBuffer()).subarray(-300);
    token = /<nextToken>([^<]+)</.exec(tail.toString('latin1'))?.[1];
  }
}
