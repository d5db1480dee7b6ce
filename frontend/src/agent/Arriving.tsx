import { Button, Group, Progress } from '@mantine/core';
import { IconPlayerPause, IconUserPlus } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { HeadsetDrawing } from '../shared/ui/drawings';
import { EmptyState } from '../shared/ui/EmptyState';
import { Key } from '../shared/ui/Key';
import { useNow } from '../shared/use-now';
import { keys } from './keys';

interface ArrivingProps {
  /** When the next contact arrives, by the server's clock, and since when it is on its way. */
  at: string;
  since: string;
  busy: boolean;
  onArrive: () => void;
  onPause: (() => void) | undefined;
}

/** A progressive campaign: the next contact comes by itself, unless the agent takes a break before. */
export function Arriving({ at, since, busy, onArrive, onPause }: ArrivingProps) {
  const { t } = useTranslation('desk');
  const now = useNow();
  const left = Math.max(0, Date.parse(at) - now);
  const whole = Math.max(1, Date.parse(at) - Date.parse(since));
  const asked = useRef(false);
  useEffect(() => {
    if (left > 0 || asked.current) return;
    asked.current = true; // once: where there is nobody, the page says so and waits for the agent
    onArrive();
  }, [left, onArrive]);
  return (
    <EmptyState
      order={1}
      drawing={<HeadsetDrawing />}
      title={t('arriving.title', { seconds: Math.ceil(left / 1000) })}
      text={t('arriving.text')}
      action={
        <>
          <Progress
            value={(100 * left) / whole}
            size="md"
            w={280}
            mx="auto"
            mb="lg"
            aria-label={t('arriving.progress')}
          />
          <Group justify="center">
            <Button
              variant="default"
              size="lg"
              leftSection={<IconPlayerPause size={22} />}
              rightSection={<Key name={keys.pause} />}
              onClick={onPause}
              disabled={busy}
            >
              {t('arriving.pause')}
            </Button>
            <Button
              size="lg"
              leftSection={<IconUserPlus size={22} />}
              rightSection={<Key name={keys.main} on="dark" />}
              onClick={onArrive}
              disabled={busy}
            >
              {t('arriving.now')}
            </Button>
          </Group>
        </>
      }
    />
  );
}
