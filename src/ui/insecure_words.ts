/** What a page at an insecure address says: what browsers keep from it, and how to come by a secure one. */

/**
 * One paragraph, for a page served from there.
 * @param place where the page stands
 */
export function insecureWords({ origin, hostname, port, pathname }: Location): string {
  const own = port === '' ? '80' : port;
  return (
    `${origin} is not a secure address, and browsers give WebGPU and the clipboard to secure ones only: the CPU measures here, and ` +
    `links are copied by hand. Either run “ssh -L 4173:localhost:${own} ${hostname}” and open http://localhost:4173${pathname}, or ` +
    `serve the page over https, or start Chrome with --unsafely-treat-insecure-origin-as-secure=${origin} and a --user-data-dir of its own.`
  );
}
