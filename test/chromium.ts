import { chromium, type Browser } from 'playwright-core'

/** Debian's Chromium, for which `http://localhost` is the server under test: its pages have the origin of the appliance. */
export function openChromium(serverUrl: string): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      `--host-resolver-rules=MAP localhost:80 127.0.0.1:${new URL(serverUrl).port}`,
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
