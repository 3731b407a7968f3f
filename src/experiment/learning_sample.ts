/** Networks that stand for all: of those that learn, the few of which more is found out than their loss. */

/** At most, beside one that somebody watches. */
const mostSampled = 64;

/** Their indices: the first ones, which cover every range evenly, and the one that is watched. */
export function sampledNetworks(networks: number, watched?: number): number[] {
  const first = Array.from({ length: Math.min(networks, mostSampled) }, (_, index) => index);
  return watched === undefined || watched < first.length || watched >= networks ? first : [...first, watched];
}
