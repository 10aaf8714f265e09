interface Stroke {
  readonly d: string;
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
}

const red = '#d8313c';
const amber = '#f2b01e';
const green = '#2f9e5b';
const blue = '#3b7dd8';
const grey = '#77828f';
const disc = (fill: string): readonly Stroke[] => [
  { d: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z', fill },
];
const person = (x: number, fill: string): readonly Stroke[] => [
  { d: `M${x} 8.2a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8Z`, fill },
  { d: `M${x - 4.6} 14.2c0-3 2-4.8 4.6-4.8s4.6 1.8 4.6 4.8z`, fill },
];
const padlock = (shackle: string): readonly Stroke[] => [
  { d: shackle, stroke: grey, width: 1.7 },
  { d: 'M3.4 7.2h9.2v7H3.4z', fill: amber, stroke: amber, width: 1 },
  { d: 'M8 9.6v2.2', stroke: '#6b4a00', width: 1.6 },
];
const question = (stroke: string): readonly Stroke[] => [
  { d: 'M5.2 5.6C5.4 3.9 6.5 3 8 3c1.7 0 2.9 1 2.9 2.5C10.9 7.7 8 7.5 8 9.8', stroke, width: 2 },
  { d: 'M8 13v.01', stroke, width: 2.4 },
];
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
 * The emoji that Bouncer uses, drawn on 16 by 16: a machine without an emoji font, such as one that takes pictures of the
 * page, would show an empty box.
 */
export const emojiDrawings: ReadonlyMap<string, readonly Stroke[]> = new Map<string, readonly Stroke[]>([
  [
    'white_check_mark',
    [
      { d: 'M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z', fill: green },
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
      { d: 'M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z', fill: blue },
      { d: 'M8 7.4v4M8 4.6v.01', stroke: '#fff', width: 1.9 },
    ],
  ],
  ['grey_question', question('#8c97a4')],
  ['question', question(red)],
  [
    'rotating_light',
    [
      { d: 'M4 12V8.5a4 4 0 0 1 8 0V12z', fill: red },
      { d: 'M2.8 13.4h10.4', stroke: '#77828f', width: 2 },
      { d: 'M8 1v1.2M3 3.2l.8.8M13 3.2l-.8.8', stroke: amber, width: 1.3 },
    ],
  ],
  ['bust_in_silhouette', person(8, '#4a6a94')],
  ['busts_in_silhouette', [...person(10.6, '#86a0c2'), ...person(5.4, '#4a6a94')]],
  ['lock', padlock('M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2')],
  ['unlock', padlock('M5.2 7V4.4a2.8 2.8 0 0 1 5.5-.7')],
  ['key', [{ d: 'M5.2 8.2a3 3 0 1 0 0-.4ZM8.4 8h6M12 8v2.6M14.2 8v2', stroke: amber, width: 1.7 }]],
  [
    'no_entry_sign',
    [
      { d: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12Z', stroke: red, width: 2 },
      { d: 'm4 12 8-8', stroke: red, width: 2 },
    ],
  ],
  ['octagonal_sign', [{ d: 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z', fill: red }]],
  [
    'leftwards_arrow_with_hook',
    [
      { d: 'M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z', fill: blue },
      { d: 'M6.6 6 4.2 8.4l2.4 2.4M4.4 8.4h4.8a2.2 2.2 0 0 0 0-4.4H8', stroke: '#fff', width: 1.7 },
    ],
  ],
  [
    'arrows_counterclockwise',
    [
      { d: 'M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z', fill: blue },
      {
        d: 'M11.6 6.4A4 4 0 0 0 4.4 7M4.4 9.6a4 4 0 0 0 7.2-.6M4.2 4.4V7h2.6M11.8 11.6V9H9.2',
        stroke: '#fff',
        width: 1.4,
      },
    ],
  ],
  [
    'mag',
    [
      { d: 'M6.8 11.2a4.4 4.4 0 1 0 0-8.8 4.4 4.4 0 0 0 0 8.8Z', fill: '#cfe3f5', stroke: grey, width: 1.7 },
      { d: 'm10.2 10.2 3.6 3.6', stroke: grey, width: 2.2 },
    ],
  ],
  [
    'bell',
    [
      { d: 'M3 12c1.2-1 1.4-2.4 1.4-4.6a3.6 3.6 0 0 1 7.2 0c0 2.2.2 3.6 1.4 4.6z', fill: amber },
      { d: 'M6.8 13.6a1.3 1.3 0 0 0 2.4 0M8 2v1.6', stroke: amber, width: 1.5 },
    ],
  ],
  [
    'memo',
    [
      { d: 'M3 1.6h10v12.8H3z', fill: '#e8edf3', stroke: grey, width: 1 },
      { d: 'M5.2 5h5.6M5.2 7.6h5.6M5.2 10.2h3.2', stroke: grey, width: 1.1 },
    ],
  ],
  ['large_green_circle', disc(green)],
  ['large_yellow_circle', disc(amber)],
  ['red_circle', disc(red)],
  ['white_circle', disc('#c6ced8')],
  ['hourglass', hourglass],
  ['hourglass_flowing_sand', hourglass],
]);
