export function VpnPanel({ url }: { readonly url: string }) {
  return <aside class="vpn" aria-label="VPN" data-url={url} />;
}
