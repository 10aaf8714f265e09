import scriptUrl from '@mermaid-js/tiny/dist/mermaid.tiny.js?url';

export interface Mermaid {
  initialize(options: { startOnLoad: boolean; theme: 'dark' | 'neutral' }): void;
  render(id: string, text: string): Promise<{ svg: string }>;
}

let loading: Promise<Mermaid> | undefined;

/** Loads what draws diagrams, once. It is a plain script that sets a global variable, and can't be imported. */
export function loadMermaid(): Promise<Mermaid> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scriptUrl;
    script.onload = () => resolve((globalThis as unknown as { mermaid: Mermaid }).mermaid);
    script.onerror = () => reject(new Error(`${scriptUrl} cannot be loaded`));
    document.head.append(script);
  });
  return loading;
}
