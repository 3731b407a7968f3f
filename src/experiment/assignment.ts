/**
 * An assignment by link: a question over an experiment, the controls that stay in sight, and an answer, as the part of a link behind
 * `#explore/`. All of it is somebody's plain text, and never anything else.
 */
import { FieldError, quoted } from './field_error.ts';
import { fields } from './fields.ts';

export interface Assignment {
  /** Plain text of at most {@link longestQuestion} characters. */
  readonly question: string;
  /** Names of the controls that stay in sight, `preset` among them; undefined where all do. */
  readonly shown: readonly string[] | undefined;
  /** What the student writes, plain text of at most {@link longestAnswer} characters; empty before. */
  readonly answer: string;
}

export const longestQuestion = 600;
export const longestAnswer = 2000;

/** What a link says instead of a list where no control stays. */
const none = 'none';

/** The controls that an assignment may leave in sight. */
const assignableControls: readonly string[] = ['preset', ...fields.map(({ name }) => name)];

/** The part of a link. */
export function writeAssignment({ question, shown, answer }: Assignment): string {
  return [
    `ask=${encodeURIComponent(question)}`,
    ...(shown ? [`show=${shown.length > 0 ? shown.join(',') : none}`] : []),
    ...(answer === '' ? [] : [`answer=${encodeURIComponent(answer)}`]),
  ].join('&');
}

/** What a part of a link asks, and what of it was not understood, a sentence each. Never throws. */
export function readAssignment(part: string): {
  readonly assignment: Assignment;
  readonly notices: string[];
} {
  const said = new URLSearchParams(part);
  const notices: string[] = [];
  const text = (name: string, most: number) => {
    const plain = plainText(said.get(name) ?? '');
    if (plain.length > most) notices.push(`The ${name} is longer than ${most} characters: it is cut there.`);
    return plain.slice(0, most);
  };
  const listed = said.get('show');
  const names = listed === null || listed === none ? [] : listed.split(',');
  for (const name of names)
    if (!assignableControls.includes(name))
      notices.push(`${new FieldError('show', `a list of ${assignableControls.join(', ')}`, name).message}.`);
  const unknown = [...new Set(said.keys())].filter((name) => !known.includes(name)).slice(0, 5);
  if (unknown.length > 0)
    notices.push(`Unknown in the assignment, and ignored: ${unknown.map(quoted).join(', ')}.`);
  const assignment = {
    question: text('ask', longestQuestion),
    shown: listed === null ? undefined : names.filter((name) => assignableControls.includes(name)),
    answer: text('answer', longestAnswer),
  };
  return { assignment, notices };
}

const known: readonly string[] = ['ask', 'show', 'answer'];

/** Without what no keyboard types: control characters but line breaks, and marks that turn the direction of what follows. */
function plainText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n]/gu, '')
    .trim();
}
