// The cells by their place in the list of src/engines/wasm/task.ts.
import * as blend from './cell_blend';
import * as gru from './cell_gru';
import * as lstm from './cell_lstm';

/** Chooses the cell of a place, of some hidden size: it says how many vectors of each kind there are. */
export function choose(place: u32, size: i32): void {
  if (place == 0) blend.choose(size);
  else if (place == 1) lstm.choose(size);
  else if (place == 2) gru.choose(size);
  else unreachable();
}
