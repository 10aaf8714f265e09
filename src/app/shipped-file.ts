/**
 * Returns the address of a file that is part of Bouncer and lies at the top of the checkout. A bundle has it beside the file
 * that holds this.
 */
export function shippedFile(name: 'manifest.yml' | 'bouncer.example.yml'): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `../../${name}` : name, import.meta.url);
}
