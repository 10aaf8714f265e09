interface Stroke {
  readonly d: string;
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
}

const red = '#d8313c';
const amber = '#f2b01e';
const hourglass: readonly Stroke[] = [
  { d: 'M4 2.5h8M4 13.5h8', stroke: '#8a6d3b', width: 1.8 },
  {
    d: 'M5 3c0 3 2.3 3.6 2.3 5S5 10 5 13h6c0-3-2.3-3.6-2.3-5S11 6 11 3z',
    fill: '#cfe3f5',
    stroke: '#8a6d3b',
  },
  { d: 'M6 13c.4-1.6 1-2.2 2-2.2s1.6.6 2 2.2zM6.6 5.6h2.8L8 7.6z', fill: amber },
];

/**
 * The emoji that say how something went, drawn on 16 by 16: a machine without an emoji font, such as one that
 * takes pictures of the page, would show an empty box in the place that matters most.
 */
export const emojiDrawings: ReadonlyMap<string, readonly Stroke[]> = new Map<string, readonly Stroke[]>([
  [
    'white_check_mark',
    [
      { d: 'M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z', fill: '#2f9e5b' },
      { d: 'm4.4 8.4 2.5 2.5 4.8-5.6', stroke: '#fff', width: 2 },
    ],
  ],
  ['x', [{ d: 'm3.4 3.4 9.2 9.2M12.6 3.4l-9.2 9.2', stroke: red, width: 3 }]],
  [
    'warning',
    [
      { d: 'M8 1.8 15 14H1z', fill: amber, stroke: amber, width: 1.4 },
      { d: 'M8 6v4M8 12.2v.01', stroke: '#3b2a00', width: 1.7 },
    ],
  ],
  [
    'no_entry',
    [
      { d: 'M8 15A7 7 0 1 0 8 1a7 7 0 0 0 0 14Z', fill: red },
      { d: 'M4.4 8h7.2', stroke: '#fff', width: 2.6 },
    ],
  ],
  [
    'information_source',
    [
      { d: 'M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z', fill: '#3b7dd8' },
      { d: 'M8 7.4v4M8 4.6v.01', stroke: '#fff', width: 1.9 },
    ],
  ],
  [
    'grey_question',
    [
      {
        d: 'M5.2 5.6C5.4 3.9 6.5 3 8 3c1.7 0 2.9 1 2.9 2.5C10.9 7.7 8 7.5 8 9.8',
        stroke: '#8c97a4',
        width: 2,
      },
      { d: 'M8 13v.01', stroke: '#8c97a4', width: 2.4 },
    ],
  ],
  [
    'rotating_light',
    [
      { d: 'M4 12V8.5a4 4 0 0 1 8 0V12z', fill: red },
      { d: 'M2.8 13.4h10.4', stroke: '#77828f', width: 2 },
      { d: 'M8 1v1.2M3 3.2l.8.8M13 3.2l-.8.8', stroke: amber, width: 1.3 },
    ],
  ],
  ['hourglass', hourglass],
  ['hourglass_flowing_sand', hourglass],
]);
