/** How the story reads: one screen at a time, a measure of about 65 characters. */
import { css } from 'lit';

export const storyStyles = css`
  :host {
    display: block;
    min-height: 100%;
    padding: 32px 24px 64px;
    background: var(--page);
    font-size: 16px;
    line-height: 1.55;
    scroll-margin-top: 60px;
  }
  article {
    max-width: 680px;
    margin: 0 auto;
  }
  h2 {
    margin: 0 0 10px;
    font-size: 29px;
    font-weight: 680;
    line-height: 1.15;
    letter-spacing: -0.02em;
    text-wrap: balance;
  }
  h2:focus-visible {
    outline: none;
  }
  h3 {
    margin: 32px 0 8px;
    font-size: 18px;
  }
  p {
    margin: 0 0 16px;
    text-wrap: pretty;
  }
  .lead {
    color: var(--soft);
    font-size: 17px;
  }
  .steps {
    display: flex;
    gap: 6px;
    margin: 0 0 22px;
    padding: 0;
    list-style: none;
  }
  .steps li {
    flex: 1;
  }
  .steps a {
    display: block;
    padding: 9px 0;
  }
  .steps a::before {
    content: '';
    display: block;
    height: 5px;
    border-radius: 3px;
    background: var(--edge);
  }
  .steps a.done::before {
    background: var(--accent);
  }
  .steps a[aria-current]::before {
    height: 5px;
    outline: 2px solid var(--ink);
    outline-offset: 2px;
  }
  .verdict {
    margin: 8px 0 0;
  }
  .chart {
    margin: 20px 0 14px;
    padding: 12px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    animation: come var(--motion) ease-out;
  }
  @keyframes come {
    from {
      opacity: 0;
    }
  }
  line-chart {
    display: block;
    height: 300px;
  }
  .discs {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  .key {
    grid-column: 1 / -1;
    margin: 0;
    color: var(--soft);
    font-size: 14px;
    text-align: center;
  }
  figure {
    margin: 0;
  }
  eigenvalue-disc {
    aspect-ratio: 1;
  }
  figcaption {
    padding-top: 6px;
    color: var(--soft);
    font-size: 14px;
    text-align: center;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 20px;
    margin-top: 22px;
  }
  nav .button {
    min-height: 40px;
    padding: 0 18px;
    font-size: 16px;
    text-decoration: none;
  }
  a:not(.button),
  .ways .link {
    color: var(--accent);
  }
  .ways {
    padding-left: 20px;
  }
  .ways li {
    margin-bottom: 8px;
  }
  .failure {
    margin-top: 16px;
    color: var(--error);
  }
  @media (max-width: 520px) {
    :host {
      padding: 20px 14px 48px;
    }
    h2 {
      font-size: 25px;
    }
    .chart {
      padding: 8px 4px;
    }
    line-chart {
      height: 260px;
    }
  }
`;
