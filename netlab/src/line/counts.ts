/** What became of packets one way, from the beginning of the line; counted by the one who carries them. */
export interface Carried {
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

export interface DirectionCounts extends Carried {
  /** Came faster than the line could take them in, whatever it is set to; not among `packets`. */
  readonly overrun: number;
}

/** Both directions of a line. */
export interface Both<T> {
  readonly up: T;
  readonly down: T;
}

export type LineCounts = Both<DirectionCounts>;
