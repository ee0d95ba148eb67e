/** Two people in a call, drawn: decoration only. */
export const Drawing = () => (
  <svg class="illustration" viewBox="0 0 560 430" aria-hidden="true" focusable="false">
    <defs>
      <clipPath id="tile-large">
        <rect x="0" y="0" width="470" height="352" rx="32" />
      </clipPath>
      <clipPath id="tile-small">
        <rect x="308" y="222" width="244" height="200" rx="26" />
      </clipPath>
    </defs>
    <LargeTile />
    <SmallTile />
  </svg>
);

const LargeTile = () => (
  <g clip-path="url(#tile-large)">
    <rect class="illustration__wall-1" width="470" height="352" />
    <circle class="illustration__glow-1" cx="84" cy="60" r="150" />
    <path
      class="illustration__hair-1"
      d="M108 214c-14-96 26-154 84-154s98 58 84 154c-5 34-22 62-40 78h-88c-18-16-35-44-40-78Z"
    />
    <path class="illustration__shirt-1" d="M40 372c4-80 56-118 152-118s148 38 152 118Z" />
    <path class="illustration__neck-1" d="M166 222h52v42c0 16-11 25-26 25s-26-9-26-25Z" />
    <path
      class="illustration__face-1"
      d="M134 158c0-42 24-66 58-66s58 24 58 66c0 48-26 88-58 88s-58-40-58-88Z"
    />
    <path
      class="illustration__hair-1"
      d="M126 166c2-62 34-82 70-82 32 0 60 22 62 78-30-4-58-18-72-44-10 26-32 44-60 48Z"
    />
    <Face x={192} y={176} />
    <g class="illustration__bar">
      <rect x="24" y="290" width="132" height="42" rx="21" />
      <circle class="illustration__button" cx="48" cy="311" r="13" />
      <circle class="illustration__button" cx="90" cy="311" r="13" />
      <circle class="illustration__leave" cx="132" cy="311" r="13" />
    </g>
  </g>
);

const SmallTile = () => (
  <>
    <rect class="illustration__gap" x="298" y="212" width="264" height="220" rx="36" />
    <g clip-path="url(#tile-small)">
      <rect class="illustration__wall-2" x="308" y="222" width="244" height="200" />
      <circle class="illustration__glow-2" cx="520" cy="232" r="92" />
      <path class="illustration__shirt-2" d="M330 440c2-54 38-78 100-78s98 24 100 78Z" />
      <path class="illustration__neck-2" d="M413 338h34v28c0 11-8 18-17 18s-17-7-17-18Z" />
      <path
        class="illustration__face-2"
        d="M390 300c0-30 16-46 40-46s40 16 40 46c0 34-18 60-40 60s-40-26-40-60Z"
      />
      <path
        class="illustration__hair-2"
        d="M384 304c-8-42 14-66 48-66 32 0 52 24 44 66-4-18-10-26-20-32-18 6-36 6-52 0-10 6-16 14-20 32Z"
      />
      <Face x={430} y={312} scale={0.72} />
    </g>
  </>
);

const Face = ({ x, y, scale = 1 }: { x: number; y: number; scale?: number }) => (
  <g class="illustration__lines" transform={`translate(${x} ${y}) scale(${scale})`}>
    <circle cx="-21" cy="-8" r="4" />
    <circle cx="21" cy="-8" r="4" />
    <path d="M-15 22c8 10 22 10 30 0" fill="none" stroke-width="4.5" stroke-linecap="round" />
  </g>
);
