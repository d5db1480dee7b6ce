import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Time spent, in the words of somebody who tells it: nobody needs the seconds. */
export function useMinutes(): (seconds: number) => string {
  const { t } = useTranslation('learning');
  return (seconds) => {
    const minutes = Math.round(seconds / 60);
    if (minutes < 1) return t('time.less');
    if (minutes < 60) return t('time.minutes', { count: minutes });
    return t('time.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  };
}

export function Minutes({ seconds }: { seconds: number }) {
  const { t } = useTranslation('learning');
  const minutes = useMinutes();
  if (seconds === 0) return null;
  return (
    <Text span c="dimmed">
      {t('time.spent', { time: minutes(seconds) })}
    </Text>
  );
}
