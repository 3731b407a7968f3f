/** What may help the networks that learn, by one click each and on the same seed; and what it was found to do. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LearningPlan } from '../../experiment/learning_axes.ts';
import { effectivePlan } from '../../experiment/learning_plan.ts';
import {
  isCured,
  type LearningCure,
  learningCures,
  takenBack,
  withChange,
} from '../../networks/learning/cures.ts';
import { PlanEvent } from '../learning_events.ts';
import { sharedStyles } from '../shared_styles.ts';

/** What a plan came to, once all of its updates were made. */
export interface PlanOutcome {
  readonly plan: LearningPlan;
  readonly learnt: number;
  readonly networks: number;
}

/** @fires plan-change - A cure is given or taken back. */
@customElement('learn-cures')
export class LearnCures extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      h2 {
        margin: 0 0 6px;
        font-size: 12px;
        font-weight: 600;
      }
      ul {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .button[aria-pressed='true'] {
        border-color: var(--accent);
        color: var(--accent);
        font-weight: 600;
      }
      p {
        margin: 3px 0 0;
        color: var(--soft);
        font-size: 12px;
        line-height: 1.4;
      }
      .found {
        margin-left: 6px;
        font-size: 12px;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) plan: LearningPlan | undefined;
  /** What has come of the newest plan whose updates are all made. */
  @property({ attribute: false }) outcome: PlanOutcome | undefined;

  /** Parts learnt, 0 … 1, of every plan that has been seen through. */
  readonly #found = new Map<string, number>();
  /** What stood before a cure was given, by its name. */
  readonly #before = new Map<string, LearningPlan>();

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('outcome') || !this.outcome) return;
    const { plan, learnt, networks } = this.outcome;
    this.#found.set(keyOf(plan), learnt / networks);
  }

  override render() {
    const { plan } = this;
    if (!plan) return nothing;
    return html`<h2 id="cures">What may help, on the same seed</h2>
      <ul aria-labelledby="cures">
        ${learningCures.map((cure) => this.#row(plan, cure))}
      </ul>`;
  }

  #row(plan: LearningPlan, cure: LearningCure) {
    const applies = cure.appliesTo(plan);
    const given = isCured(plan, cure);
    const told = applies === true ? `${cure.does} ${cure.doesNot}` : applies;
    return html`<li>
      <button
        class="button"
        aria-pressed=${given}
        aria-describedby="about-${cure.name}"
        title=${told}
        ?disabled=${applies !== true}
        @click=${() => this.dispatchEvent(new PlanEvent(this.#other(plan, cure)))}
      >
        ${cure.label}</button
      >${this.#measured(plan, cure)}
      <p id="about-${cure.name}" ?hidden=${!given && applies === true}>${told}</p>
    </li>`;
  }

  /** The plan with the cure; or without it, as it was before or as usual. */
  #other(plan: LearningPlan, cure: LearningCure): LearningPlan {
    if (isCured(plan, cure)) return takenBack(cure, plan, this.#before.get(cure.name));
    this.#before.set(cure.name, plan);
    return withChange(plan, cure.change(plan));
  }

  #measured(plan: LearningPlan, cure: LearningCure) {
    if (cure.appliesTo(plan) !== true) return nothing;
    const [own, other] = [plan, this.#other(plan, cure)].map((one) => this.#found.get(keyOf(one)));
    const [without, given] = isCured(plan, cure) ? [other, own] : [own, other];
    if (without === undefined || given === undefined) return nothing;
    return html`<span class="found">learnt ${percent(without)} → <b>${percent(given)}</b></span>`;
  }
}

function keyOf(plan: LearningPlan): string {
  return JSON.stringify(effectivePlan(plan));
}

function percent(part: number): string {
  return `${Math.round(100 * part)}\u202f%`;
}

declare global {
  interface HTMLElementTagNameMap {
    'learn-cures': LearnCures;
  }
}
