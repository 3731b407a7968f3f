// Written by src/engines/wasm/generated.ts: what is changed here is lost.
import * as blend from '../cells/blend';
import * as lstm from '../cells/lstm';
import * as gru from '../cells/gru';
import * as facts from './facts';

export function choose(): void {
  switch (facts.cell) {
    case facts.CELL_BLEND: return blend.choose();
    case facts.CELL_LSTM: return lstm.choose();
    case facts.CELL_GRU: return gru.choose();
    default: return unreachable();
  }
}
