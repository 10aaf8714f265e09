import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface WindowedListProps<Row> {
  readonly label: string;
  /** In pixels; every row is as high. */
  readonly rowHeight: number;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly draw: (row: Row) => ComponentChildren;
}

/** Rows drawn beyond each edge, so that a quick scroll finds no hole. */
const overscan = 6;

/** A scrolled list that draws only the rows in sight. A row that changes its place slides there. */
export function WindowedList<Row>({ label, rowHeight, rows, keyOf, draw }: WindowedListProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });

  useLayoutEffect(() => {
    const shown = frame.current;
    if (!shown) return;
    const look = () => setView({ top: shown.scrollTop, height: shown.clientHeight });
    const watcher = new ResizeObserver(look);
    watcher.observe(shown);
    shown.addEventListener('scroll', look, { passive: true });
    return () => {
      watcher.disconnect();
      shown.removeEventListener('scroll', look);
    };
  }, []);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - overscan);
  const last = Math.ceil((view.top + view.height) / rowHeight) + overscan;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section ref={frame} class="windowed" aria-label={label} tabIndex={0}>
      <ul style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, last).map((row, index) => (
          <li
            key={keyOf(row)}
            aria-setsize={rows.length}
            aria-posinset={first + index + 1}
            style={{ transform: `translateY(${(first + index) * rowHeight}px)` }}
          >
            {draw(row)}
          </li>
        ))}
      </ul>
    </section>
  );
}
