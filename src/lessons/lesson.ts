/** What a section of the chapter is, and what its figures are given. */
import type { TemplateResult } from 'lit';
import type { View } from '../experiment/address.ts';
import type { Workplace } from '../session/workplace.ts';
import type { Palette } from '../ui/theme.ts';

/** What every figure works with. */
export interface Desk {
  readonly palette: Palette;
  /** Which engine measures the figures that draw many networks, or whichever is best here. */
  readonly engine: View['engine'];
  /** Where they are measured. */
  readonly workplace: Workplace;
}

export interface Lesson {
  /** The section's name in the address: `#chapter/chain-rule`. */
  readonly id: string;
  readonly title: string;
  readonly body: (desk: Desk) => TemplateResult;
}

/** Where a section stands. */
export function addressOf(id: string): string {
  return `#chapter/${id}`;
}
