/**
 * The version of what the terminal prints as JSON. Keys may join within one; where a key goes or changes its meaning, it is
 * raised.
 */
export const schema = 1;
