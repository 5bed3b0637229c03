/** Opens a link in the user's browser; false where there is no program for it. Never throws. */
export async function openInBrowser(link: string): Promise<boolean> {
  const { execa } = await import('execa');
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  // The opener may live as long as the browser does: a second without an error is success.
  const child = execa(opener, [link], { reject: false, stdio: 'ignore', detached: true, cleanup: false });
  const { setTimeout } = await import('node:timers/promises');
  return Promise.race([child.then(({ failed }) => !failed), setTimeout(1000, true, { ref: false })]);
}
