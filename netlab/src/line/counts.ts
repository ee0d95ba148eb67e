/** What became of packets one way, from the beginning of the line. */
export interface DirectionCounts {
  /** Came in. */
  readonly packets: number;
  readonly bytes: number;
  /** Went out, copies too. */
  readonly delivered: number;
  readonly deliveredBytes: number;
  /** Lost by chance. */
  readonly lost: number;
  /** Dropped because the queue was too long. */
  readonly dropped: number;
  /** Lost because the line was cut or unplugged. */
  readonly cut: number;
  readonly duplicated: number;
  /** Overtaken by later ones. */
  readonly reordered: number;
}

export interface LineCounts {
  readonly up: DirectionCounts;
  readonly down: DirectionCounts;
}
