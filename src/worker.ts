/** The laboratory's worker starts here: the one that the page has. */
import { expose } from 'comlink';
import { Laboratory } from './laboratory/laboratory.ts';

expose(new Laboratory());
