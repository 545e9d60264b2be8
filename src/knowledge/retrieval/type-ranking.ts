/** A resource type that words may speak of. */
export interface RankedType {
  /** `AWS::S3::Bucket` */
  readonly type: string;
  /** From 0 to 1. Comparable between the types of one ranking, and roughly between rankings: below `weakest` it says nothing. */
  readonly score: number;
}

/**
 * Which resource types words may mean, by what the types' names and documentation say: "what keeps objects" → `AWS::S3::Bucket`. It is a suggestion, to order
 * candidates and to offer near ones; it never says that a word was understood. The same words give the same, at any time and on any machine.
 */
export interface TypeRanking {
  /** At most `most` types (usually 10), best first, equals by name; none where no word is known. `words` is any text. */
  rankTypes(words: string, most?: number): readonly RankedType[];
}
