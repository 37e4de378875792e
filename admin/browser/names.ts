// AdminJS leaves the inputs of its filters and its buttons with only an icon without a name that can be read aloud.
// This gives them one whenever the page changes, and keeps the keyboard out of drawers that are pushed aside.
;(() => {
  const buttons: Record<string, string> = {
    'actions-dropdown': 'What can be done',
    first: 'First page',
    previous: 'Previous page',
    next: 'Next page',
    last: 'Last page',
  }

  const mend = (): void => {
    for (const button of document.querySelectorAll<HTMLElement>('button:not([aria-label])')) {
      const words = buttons[button.dataset['testid'] ?? '']
      if (words !== undefined) button.setAttribute('aria-label', words)
      else if (button.textContent === '') button.setAttribute('aria-label', 'Close')
    }
    for (const input of document.querySelectorAll<HTMLElement>('[data-testid^="property-filter-"] input')) {
      const label = input.closest('[data-testid^="property-filter-"]')?.querySelector('label')?.textContent
      if (label && !input.hasAttribute('aria-label')) input.setAttribute('aria-label', label)
    }
    for (const drawer of document.querySelectorAll<HTMLElement>('[data-css$="filter-drawer"]')) {
      drawer.inert = drawer.getBoundingClientRect().left >= window.innerWidth
    }
  }

  let planned = false
  const plan = (): void => {
    if (planned) return
    planned = true
    requestAnimationFrame(() => {
      planned = false
      mend()
    })
  }
  new MutationObserver(plan).observe(document.body, { childList: true, subtree: true, attributeFilter: ['class'] })
  document.addEventListener('transitionend', plan)
})()
