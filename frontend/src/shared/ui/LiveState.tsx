import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FeedStatus } from '../../api/feed';
import classes from './LiveState.module.css';

/** Says whether what is on the screen is live; a change is announced. */
export function LiveState({ status }: { status: FeedStatus }) {
  const { t } = useTranslation();
  const live = status === 'live';
  return (
    <div role="status">
      <Badge
        size="lg"
        color={live ? 'teal' : status === 'connecting' ? 'gray' : 'red'}
        variant={live ? 'default' : 'filled'}
        leftSection={<span className={classes.dot} data-status={status} />}
      >
        {t(`live.${status}`)}
      </Badge>
    </div>
  );
}
