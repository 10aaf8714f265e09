/** Says what has just appeared to people who hear the page. */
export function Announcer({ text }: { readonly text: string }) {
  return (
    <div class="heard-only" role="status">
      {text}
    </div>
  );
}
