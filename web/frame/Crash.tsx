import { Button, Code, Stack, Text, Title } from '@mantine/core'
import { isRouteErrorResponse, useRouteError } from 'react-router'
import classes from './frame.module.css'
import { NotFound } from './NotFound.tsx'

/** What is left when a page fails by our fault: what to do, and what to tell us. */
export function Crash() {
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />
  return (
    <main className={classes['page']} id="main">
      <Stack maw={560} mx="auto" py="xl">
        <Title order={1}>Something went wrong on this page</Title>
        <Text>
          Reload it. Uploads that were running can be continued afterwards. If it happens again, tell your administrator
          what you did and this message:
        </Text>
        <Code block>{error instanceof Error ? error.message : String(error)}</Code>
        <Button onClick={() => window.location.reload()}>Reload</Button>
      </Stack>
    </main>
  )
}
