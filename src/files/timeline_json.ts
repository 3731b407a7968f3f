/** A training over time as JSON. */
import { firstNotFinite, firstWrong, type Misfit, type Moment } from '../analysis/timeline.ts';
import { filedUnfinished, type Unfinished } from '../experiment/unfinished.ts';
import { written } from '../language/both.ts';
import { layerJson } from './model_json.ts';
import { schema } from './schema.ts';

/**
 * `{ timeline: [{file, update?, layers, findings}], firstWrong, firstNaN, unfinished?, misfits: [{file, error}], schema }`, a file a line: layers as
 * a whole model's without what stands a number a step; where it first went wrong `{file, update?, rule, layer?, direction?, step?, gate?}`, or null.
 * @param how whether cures are left out, and what of the files is not measured
 */
export function timelineJson(
  moments: readonly Moment[],
  misfits: readonly Misfit[],
  {
    summary = false,
    unfinished,
  }: { readonly summary?: boolean; readonly unfinished?: Unfinished | undefined } = {},
): string {
  const lines = moments.map(({ file, update, layers, findings }) =>
    JSON.stringify({
      file,
      ...(update !== undefined && { update }),
      layers: layers.map((layer) => layerJson(layer, { batched: false, summary: true })),
      findings: written(summary ? findings.map(({ cure: _, ...finding }) => finding) : findings),
    }),
  );
  const rest = JSON.stringify({
    firstWrong: firstWrong(moments) ?? null,
    firstNaN: firstNotFinite(moments) ?? null,
    ...(unfinished && { unfinished: filedUnfinished(unfinished) }),
    ...{ misfits: written(misfits), schema },
  });
  return `{"timeline":[\n${lines.join(',\n')}],\n${rest.slice(1)}\n`;
}
