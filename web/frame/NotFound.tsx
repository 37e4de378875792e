import { Button, EmptyState } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from 'react-router'
import classes from './frame.module.css'
import { PageTitle } from './Page.tsx'

/** One page for what does not exist and for what one may not see, so that it gives nothing away. */
export function NotFound() {
  return (
    <div className={classes['page']}>
      <EmptyState className={classes['empty'] ?? ''} icon={<IconMapOff size={32} aria-hidden />}>
        <PageTitle title="Nothing here for you" />
        <EmptyState.Description>
          You can’t open this, or it no longer exists. Check the link with whoever sent it.
        </EmptyState.Description>
        <EmptyState.Actions>
          <Button component={Link} to="/rooms" variant="default">
            Go to Rooms
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </div>
  )
}
