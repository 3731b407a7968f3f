/**
 * The one card on which a word's meaning stands, beside that word. It takes no clicks: whatever lies beneath it is operated as if it were
 * not there.
 */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { gap, placeBeside } from '../beside.ts';
import { notation } from '../notation.ts';
import { sharedStyles } from '../shared_styles.ts';
import { glossary } from './glossary.ts';
import { type Term, terms } from './terms.ts';

@customElement('glossary-card')
export class GlossaryCard extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        position: fixed;
        inset: auto;
        width: min(340px, calc(100vw - 12px));
        margin: 0;
        padding: 10px 14px;
        border: 1px solid var(--edge);
        border-radius: 8px;
        background: var(--surface);
        color: var(--soft);
        font: 13px/1.45 system-ui, sans-serif;
        letter-spacing: normal;
        text-align: left;
        text-wrap: pretty;
        box-shadow: 0 8px 32px #0004;
        pointer-events: none;
      }
      b {
        color: var(--ink);
        font-weight: 600;
      }
    `,
  ];

  @property() name: Term = 'ρ';

  override render() {
    const { name, meaning } = glossary[this.name];
    return html`<b>${name}.</b> ${notation(meaning)}`;
  }
}

const card = document.createElement('glossary-card');
card.id = 'glossary-card';
card.popover = 'manual';
card.role = 'tooltip';

/** Whose meaning is shown. */
let shown: HTMLElement | undefined;

/** Whether it was asked for by a tap or a press, and stays until another one. */
let kept = false;

/**
 * Shows what a word means until the pointer or the focus has left it; a click on it keeps it, and a second one lets go.
 * @param word the element that stands for it in a text
 * @param by the event that asks
 */
export function explain(word: HTMLElement, by: string): void {
  const name = terms.find((one) => one === word.dataset.term);
  if (!name || !word.isConnected) return;
  if (shown === word) {
    if (by === 'click' && kept) hide();
    else kept ||= by === 'click';
    return;
  }
  // The pointer may be gone by now.
  if (by === 'pointerover' && !word.matches(':hover')) return;
  hide();
  shown = word;
  kept = by === 'click';
  card.name = name;
  // Where the word is, or it could not be described by the card.
  const root = word.getRootNode();
  (root instanceof ShadowRoot ? root : document.body).append(card);
  word.setAttribute('aria-describedby', card.id);
  card.showPopover();
  void card.updateComplete.then(place);
  word.addEventListener('blur', hide);
  addEventListener('keydown', onKey, true);
  addEventListener('pointermove', onMove);
  addEventListener('pointerdown', onPress, true);
  addEventListener('scroll', onScroll, true);
}

function hide(): void {
  if (!shown) return;
  shown.removeAttribute('aria-describedby');
  shown.removeEventListener('blur', hide);
  shown = undefined;
  card.remove();
  removeEventListener('keydown', onKey, true);
  removeEventListener('pointermove', onMove);
  removeEventListener('pointerdown', onPress, true);
  removeEventListener('scroll', onScroll, true);
}

function place(): void {
  if (!shown) return;
  const word = shown.getBoundingClientRect();
  placeBeside(card, card.getBoundingClientRect().width, word, word.bottom < innerHeight / 2);
}

/** A word that the focus comes to is scrolled into sight, and keeps its card. */
function onScroll(): void {
  if (shown?.matches(':focus-visible')) place();
  else hide();
}

function onKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return;
  // Only the card is closed by it.
  event.stopPropagation();
  event.preventDefault();
  hide();
}

/** The pointer may move onto the card, to read there. */
function onMove({ clientX, clientY }: PointerEvent): void {
  if (!shown || kept || shown.matches(':focus-visible')) return;
  const over = [shown, card].some((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return (
      clientX > left - gap && clientX < right + gap && clientY > top - gap - 1 && clientY < bottom + gap + 1
    );
  });
  if (!over) hide();
}

/** A press elsewhere is of something else. */
function onPress(event: PointerEvent): void {
  if (shown && !event.composedPath().includes(shown)) hide();
}

declare global {
  interface HTMLElementTagNameMap {
    'glossary-card': GlossaryCard;
  }
}
