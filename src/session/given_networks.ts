/** A person's own networks: the one that is looked at, and one that is kept beside it for comparison. */
import type { Experiment } from '../experiment/experiment.ts';
import type { LayerSummary } from '../networks/given/layer_summary.ts';
import { Given } from './given.ts';
import type { Workplace } from './workplace.ts';

export class GivenNetworks extends EventTarget {
  /** The one that is looked at, if it has a layer. */
  present: Given;
  kept: Given | undefined;
  /** Whether the next file joins the present network instead of replacing it. */
  keeping = false;

  readonly #workplace: Workplace;
  /** Where the next file goes while the present network is being kept. */
  #next: Given | undefined;
  #experiment: Experiment | undefined;

  constructor(workplace: Workplace) {
    super();
    this.#workplace = workplace;
    this.present = this.#begun();
  }

  /** What files and answers go to. */
  get target(): Given {
    if (!this.keeping) return this.present;
    this.#next ??= this.#begun();
    return this.#next;
  }

  /** Every network that has a layer, the present one last: it is drawn on top. */
  get all(): readonly Given[] {
    return [this.kept, this.present].filter((given) => given?.layer !== undefined) as Given[];
  }

  /** T of the inputs that are given; of the shorter ones where two networks have theirs. */
  get inputSteps(): number | undefined {
    const lengths = this.all.flatMap(({ inputSteps }) => inputSteps ?? []);
    return lengths.length > 0 ? Math.min(...lengths) : undefined;
  }

  /**
   * Opens a file, or answers what was asked of one: resolves to the layer that is looked at now, or to undefined where
   * that is what it was. A network that was to be kept is, once the next one is there.
   */
  async open(
    opening: (given: Given) => Promise<LayerSummary | undefined>,
  ): Promise<LayerSummary | undefined> {
    const { target } = this;
    const layer = await opening(target);
    if (!layer || target !== this.#next) return layer;
    this.kept?.remove();
    this.kept = this.present;
    if (this.#experiment) this.kept.keepKind(this.#experiment);
    this.present = target;
    this.#next = undefined;
    this.keeping = false;
    this.#changed();
    return layer;
  }

  /** Whether the next file is to join the present network. */
  keep(keeping: boolean): void {
    this.keeping = keeping && this.present.layer !== undefined;
    if (!this.keeping) {
      this.#next?.remove();
      this.#next = undefined;
    }
    this.#changed();
  }

  /** Lets go of the present network; one that was kept is looked at again. */
  remove(): void {
    this.keep(false);
    this.present.remove();
    if (this.kept) {
      this.present = this.kept;
      this.kept = undefined;
      this.present.freeKind();
    }
    this.#changed();
  }

  /** Lets go of the one that was kept. */
  removeKept(): void {
    this.kept?.remove();
    this.kept = undefined;
    this.#changed();
  }

  /** Lets go of all. */
  close(): void {
    this.removeKept();
    this.remove();
  }

  /** Measures them in this experiment, on this engine. */
  follow(experiment: Experiment, engine: string): void {
    this.#experiment = experiment;
    for (const given of this.all) given.follow(experiment, engine);
  }

  #begun(): Given {
    const given = new Given(this.#workplace);
    given.addEventListener('change', () => this.#changed());
    return given;
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
