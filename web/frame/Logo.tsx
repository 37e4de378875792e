/** The mark of the product: a house that keeps what proves its rights. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#3b5bdb" />
      <path d="M7 24V11.5L16 6l9 5.5V24h-4.6v-8.4L16 19.5l-4.4-3.9V24z" fill="#fff" />
    </svg>
  )
}
