/** Why a provider did not open the door, in words; `label` is what the provider is called. */
export function refusalWords(refusal: string, label: string): string {
  switch (refusal) {
    case 'cancelled':
      return `Signing in with ${label} was cancelled. Try again, or use another way.`
    case 'expired':
      return 'That took too long, or was begun in another browser. Start again.'
    case 'unreachable':
      return `${label} did not answer. Try again in a minute, or use another way.`
    case 'unknown':
      return `Nobody here is linked with that ${label} account. If you have a password, sign in with it and link ${label} in your profile. If you are new, ask for an invitation.`
    case 'taken':
      return `That ${label} account belongs to somebody else here. Choose another one at ${label}.`
    case 'known':
      return `Your address has an account here already. Open the invitation again and join with its password; then link ${label} in your profile.`
    case 'mismatch':
      return `${label} knows you by another address than the one invited, or has not verified it. Open the invitation again and choose a password instead.`
    case 'spent':
      return 'The invitation was used already, was taken back, or is too old. Ask for a new one.'
    case 'signed_out':
      return 'Your session ended meanwhile, so nothing was linked. Start again.'
    default:
      return `${label} gave an answer that could not be trusted. Try again; if it stays, tell your administrator.`
  }
}
