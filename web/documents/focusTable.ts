/** Goes back to the table from what has just vanished. Where the focus is anywhere, it stays. */
export function focusTable(): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return
    document.querySelector<HTMLElement>('[role=grid] [role=row][tabindex="0"]')?.focus()
  })
}
