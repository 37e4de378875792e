// Sets light or dark before the first paint. Its own file, since the page's policy allows no inline script.
;(function () {
  var chosen = null
  try {
    chosen = window.localStorage.getItem('muniment.scheme')
  } catch {
    // Storage may be switched off: follow the system then.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
