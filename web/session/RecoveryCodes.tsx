import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import classes from './session.module.css'

function download(codes: readonly string[]): void {
  const text = ['Muniment recovery codes', window.location.origin, '', ...codes, ''].join('\n')
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'muniment-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(url)
}

/** Ten codes that are shown this once, to be kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <Stack>
      <Text>
        If your second factor gets lost, one of these codes stands in for it. Each works once. Keep them where you find
        them without this device: on paper, or in a password manager.
      </Text>
      <ol className={classes['codes']}>
        {codes.map((code) => (
          <li key={code}>
            <Code fz={14}>{code}</Code>
          </li>
        ))}
      </ol>
      <Alert variant="outline" color="gray">
        They are shown only now. Made anew, the old ones work no more.
      </Alert>
      <Group justify="flex-end">
        <CopyButton value={codes.join('\n')} timeout={4000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} onClick={() => download(codes)}>
          Download
        </Button>
        <Button onClick={onDone}>I have kept them</Button>
      </Group>
    </Stack>
  )
}
