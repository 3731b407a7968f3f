/** What a page that embeds a figure, and the page in its frame, say to one another: the `data` of messages between windows. */

/** Tells these messages from those of others. */
export const speaker = 'vanishing-point';

/** From the frame. */
export type FromFrame =
  /** It listens from now on. `title` is what the page is called, in its language. */
  | { readonly speaker: typeof speaker; readonly says: 'ready'; readonly title: string }
  /** The figure is as high as this, in CSS pixels; it fills whatever it has where this is not said. */
  | { readonly speaker: typeof speaker; readonly says: 'height'; readonly height: number }
  /** What it shows is measured: the numbers, as its JSON file has them. */
  | { readonly speaker: typeof speaker; readonly says: 'result'; readonly numbers: unknown }
  /** What was asked for, or why it is not to be had, a sentence. */
  | {
      readonly speaker: typeof speaker;
      readonly says: 'file';
      readonly question: number;
      readonly bytes?: Uint8Array;
      readonly refusal?: string;
    };

/** To the frame. */
export type ToFrame =
  /** A file of what has been measured is wanted: once it is, where it still is under way. */
  | {
      readonly speaker: typeof speaker;
      readonly says: 'file';
      readonly question: number;
      readonly format: string;
    }
  /** A network or a whole model is to be opened, in the view that the frame shows. */
  | { readonly speaker: typeof speaker; readonly says: 'open'; readonly files: readonly File[] };

/** Whether a message is one of these. The other side may be any page: what it says is looked at where it is used. */
export function isOurs<Message extends FromFrame | ToFrame>(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && 'speaker' in data && data.speaker === speaker;
}
