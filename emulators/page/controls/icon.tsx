const paths = {
  hash: 'M6.2 2.5 4.8 13.5M11.2 2.5 9.8 13.5M2.8 5.8h11M2.2 10.2h11',
  lock: 'M4 7.2h8v6H4zM5.6 7.2V5.1a2.4 2.4 0 0 1 4.8 0v2.1',
  shared:
    'M2.5 8a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 0 0-4.6 0M8.9 8a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 0 0-4.6 0M7.1 8h1.8',
  eye: 'M1.8 8S4 3.9 8 3.9 14.2 8 14.2 8 12 12.1 8 12.1 1.8 8 1.8 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  down: 'm4 6.2 4 4 4-4',
  left: 'm10 4-4 4 4 4',
  right: 'm6 4 4 4-4 4',
  close: 'm4 4 8 8M12 4l-8 8',
  send: 'M2.5 13.5 14 8 2.5 2.5 4 8zM4 8h5.5',
  bolt: 'M9 1.8 3.4 9.2h3.9L6.6 14.2l6-7.6H8.5z',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  check: 'm3.2 8.4 3.1 3.1 6.5-7',
  alert: 'M8 2.2 14.3 13.4H1.7zM8 6.6v3.2M8 11.6v.01',
  compass: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM10.6 5.4 9 9l-3.6 1.6L7 7z',
  chat: 'M2.5 3.5h11v7.4H7.2L4.4 13.4v-2.5H2.5z',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.6 4h.01M2.6 8h.01M2.6 12h.01',
  pulse: 'M1.8 8.4h3L6.6 3.6l3 9 1.7-4.2h2.9',
  link: 'M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.3 6.7a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.8-.8',
  file: 'M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.2h3.3M6.2 8.2h4.2M6.2 10.8h4.2',
  download: 'M8 2.5v8M4.8 7.6 8 10.8l3.2-3.2M2.8 13.4h10.4',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing of 16 by 16 in the color of the text around it; the text beside it says what it means. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
