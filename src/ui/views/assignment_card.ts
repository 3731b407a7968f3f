/** What a link asks of a student: the question, a place for the answer, and a copy of both with what was measured. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { crossings } from '../../analysis/edge.ts';
import { quantityTable } from '../../analysis/quantities.ts';
import {
  type Assignment,
  longestAnswer,
  readAssignment,
  writeAssignment,
} from '../../experiment/assignment.ts';
import type { Exploration } from '../../session/exploration.ts';
import '../copy_button.ts';
import { engineWords } from '../engine_words.ts';
import { NoticeEvent } from '../events.ts';
import { experimentWords } from '../experiment_words.ts';
import { count, fixed } from '../numbers.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';

/** @fires notice-give - Something of the link was not understood. */
@customElement('assignment-card')
export class AssignmentCard extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 8px 24px;
        padding: 12px 16px;
        border-bottom: 1px solid var(--line);
        border-left: 4px solid var(--accent);
        background: var(--surface);
      }
      h2 {
        margin: 0 0 4px;
        color: var(--soft);
        font-size: 12px;
        font-weight: 600;
      }
      .question {
        max-height: 22svh;
        margin: 0;
        overflow: auto;
        font-size: 15px;
        line-height: 1.45;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      label {
        display: block;
        color: var(--soft);
        font-size: 12px;
        font-weight: 600;
      }
      textarea {
        display: block;
        width: 100%;
        margin: 4px 0 6px;
        padding: 6px 8px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--page);
        color: var(--ink);
        font: inherit;
        font-size: 14px;
        line-height: 1.4;
        resize: vertical;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 16px;
        font-size: 13px;
      }
      @media (max-width: 800px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The assignment as its link has it. */
  @property() task = '';
  @property({ attribute: false }) session: Exploration | undefined;

  @state() private assignment: Assignment = readAssignment('').assignment;

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('task')) return;
    const { assignment, notices } = readAssignment(this.task);
    this.assignment = assignment;
    for (const notice of notices) this.dispatchEvent(new NoticeEvent(notice));
  }

  override render() {
    const { question, shown, answer } = this.assignment;
    const isMeasured = this.session?.state === 'complete';
    return html`
      <div>
        <h2>Assignment</h2>
        <p class="question">${question || 'The link asks nothing.'}</p>
      </div>
      <div>
        <label for="answer">Your answer</label>
        <textarea
          id="answer"
          rows="2"
          maxlength=${longestAnswer}
          .value=${answer}
          @change=${this.#write}
        ></textarea>
        <div class="actions">
          <copy-button what="answer" ?disabled=${!isMeasured} .text=${() => this.#told()}
            >Copy my answer</copy-button
          >
          ${isMeasured ? nothing : html`<span>Once everything is measured.</span>`}
          <a href=${location.pathname + location.search}
            >${shown ? 'Put the assignment away, and show all controls' : 'Put the assignment away'}</a
          >
        </div>
      </div>
    `;
  }

  /** What is written goes into the link: the answer is handed in by it. */
  readonly #write = ({ currentTarget }: Event): void => {
    const answer = (currentTarget as HTMLTextAreaElement).value;
    this.assignment = readAssignment(writeAssignment({ ...this.assignment, answer })).assignment;
    history.replaceState(history.state, '', `${location.search}#explore/${writeAssignment(this.assignment)}`);
  };

  /** The question, the answer, and what was measured, for whoever reads it. */
  #told(): string {
    const { question, answer } = this.assignment;
    const { shown, experiment } = this.session ?? {};
    const link = `${location.href.split('#')[0]}#explore/${writeAssignment(this.assignment)}`;
    return [
      `Question: ${question}`,
      `Answer: ${answer}`,
      ...(experiment ? [`Experiment: ${experimentWords(experiment)}`] : []),
      ...(shown
        ? [
            `Measured: ${measuredWords(shown)}`,
            `Engine: ${engineWords[shown.engine.name]}, ${shown.engine.device}`,
          ]
        : []),
      `Link: ${link}`,
    ].join('\n');
  }
}

/** How many networks did what, and where the median gradient keeps its size. */
function measuredWords({ summary, experiment }: NonNullable<Exploration['shown']>): string {
  const { phases, axes, lines } = summary;
  const counts = `${count(phases.vanishing)} vanishing, ${count(phases.alive)} alive, ${count(phases.exploding)} exploding, ${count(phases.dead)} dead.`;
  const { ofRatio } = quantityTable[axes.y];
  const [first] = ofRatio ? crossings(lines.x, lines.p50, ofRatio(experiment).offset) : [];
  return first
    ? `${counts} The median gradient crosses zero growth at ${quantityTable[axes.x].symbol} = ${fixed(first.at, 3)}.`
    : counts;
}

declare global {
  interface HTMLElementTagNameMap {
    'assignment-card': AssignmentCard;
  }
}
