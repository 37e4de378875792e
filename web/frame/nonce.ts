import { setNonce } from 'get-nonce'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

/** The nonce of this page's response, which every generated <style> must carry. */
export function styleNonce(): string {
  return nonce
}

// The scroll lock under dialogs makes its own <style> through get-nonce.
setNonce(nonce)
