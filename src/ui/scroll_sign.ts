/** The sign that something scrolls sideways: a shadow at the edge beyond which there is more, and none where it ends. */
import { css } from 'lit';

/** Declarations for the element that scrolls; `--ground` is the colour that it stands on, the panels' unless said. */
export const scrollSign = css`
  overflow-x: auto;
  background:
    linear-gradient(to right, var(--ground, var(--surface)) 12px, transparent) 0 0 / 36px 100% no-repeat local,
    linear-gradient(to left, var(--ground, var(--surface)) 12px, transparent) 100% 0 / 36px 100% no-repeat local,
    linear-gradient(to right, var(--edge), transparent) 0 0 / 14px 100% no-repeat scroll,
    linear-gradient(to left, var(--edge), transparent) 100% 0 / 14px 100% no-repeat scroll;
`;
