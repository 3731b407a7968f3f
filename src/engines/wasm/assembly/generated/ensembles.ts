// Written by src/engines/wasm/generated.ts: what is changed here is lost.
import * as ginibre from '../ensembles/ginibre';
import * as orthogonal from '../ensembles/orthogonal';
import * as identity from '../ensembles/identity';
import * as symmetric from '../ensembles/symmetric';
import * as antisymmetric from '../ensembles/antisymmetric';
import * as sparse from '../ensembles/sparse';
import * as low_rank from '../ensembles/low_rank';
import * as irnn from '../ensembles/irnn';
import * as facts from './facts';

export function drawBlock(matrix: usize, network: u32, block: u32): void {
  switch (facts.ensemble) {
    case facts.ENSEMBLE_GINIBRE: return ginibre.drawBlock(matrix, network, block);
    case facts.ENSEMBLE_ORTHOGONAL: return orthogonal.drawBlock(matrix, network, block);
    case facts.ENSEMBLE_IDENTITY: return identity.drawBlock(matrix, network, block);
    case facts.ENSEMBLE_SYMMETRIC: return symmetric.drawBlock(matrix, network, block);
    case facts.ENSEMBLE_ANTISYMMETRIC: return antisymmetric.drawBlock(matrix, network, block);
    case facts.ENSEMBLE_SPARSE: return sparse.drawBlock(matrix, network, block);
    case facts.ENSEMBLE_LOW_RANK: return low_rank.drawBlock(matrix, network, block);
    case facts.ENSEMBLE_IRNN: return irnn.drawBlock(matrix, network, block);
    default: return unreachable();
  }
}
