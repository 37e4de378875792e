/** Only a path of this app: a link must not send people elsewhere after they signed in. */
export function safeReturn(wanted: string | null): string {
  if (wanted === null || !wanted.startsWith('/') || wanted.startsWith('//') || wanted.includes('\\')) return '/'
  return /^\/(sign-in|setup|join|recover|confirm|forgot|verify)\b/.test(wanted) ? '/' : wanted
}

/** The console is another program on the same origin: getting there takes a full load. */
export function leavesApp(path: string): boolean {
  return /^\/admin(?:[/?#]|$)/.test(path)
}
