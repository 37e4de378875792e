/** Names that somebody may send for a document, and whether one is let in (as it is stored) or refused. */
export const hostileNames: readonly { what: string; name: string; stored: string | null }[] = [
  { what: 'a way up the folders', name: '../../etc/passwd', stored: null },
  { what: 'a way up, as Windows writes it', name: String.raw`..\..\boot.ini`, stored: null },
  { what: 'two dots', name: '..', stored: null },
  { what: 'a NUL', name: 'a\u0000.pdf', stored: null },
  { what: 'a line break', name: 'a\r\nSet-Cookie: x.pdf', stored: null },
  { what: 'a mark that turns the reading direction', name: 'annex\u202Efdp.exe', stored: null },
  { what: 'an isolate mark', name: 'annex\u2067fdp.exe', stored: null },
  { what: '300 characters', name: 'x'.repeat(296) + '.pdf', stored: null },
  { what: 'nothing but spaces', name: '   ', stored: null },
  { what: 'nothing', name: '', stored: null },
  { what: 'emoji', name: '👩🏽‍💻 budget 🎉.pdf', stored: '👩🏽‍💻 budget 🎉.pdf' },
  { what: 'letters in two parts', name: 'Re\u0301sume\u0301.pdf', stored: 'Résumé.pdf' },
  { what: 'spaces around it', name: '  plan.pdf ', stored: 'plan.pdf' },
  { what: 'quotes and semicolons', name: `a"; filename="b'.pdf`, stored: `a"; filename="b'.pdf` },
  { what: 'markup', name: '<img src=x onerror=alert(1)>.pdf', stored: '<img src=x onerror=alert(1)>.pdf' },
  { what: 'Hebrew and Arabic', name: 'חוזה عقد.pdf', stored: 'חוזה عقد.pdf' },
]
