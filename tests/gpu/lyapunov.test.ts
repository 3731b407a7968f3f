/** Lyapunov spectra on the GPU. */
import { lyapunovSuite } from '../parity/lyapunov.ts';
import { lendWebgpu } from './lenders.ts';

lyapunovSuite('webgpu', lendWebgpu);
