/** A customer's time is told on the customer's clock; where ours shows something else, ours is told beside it. */
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { dayKey, type Format, useFormat } from '../format';

/** « 09:30 », with the day when it is another one here; null where both clocks show the same. */
export function otherClock(at: string, zone: string, here: string, format: Format): string | null {
  const same = format.time(at, zone) === format.time(at, here);
  if (dayKey(at, zone) !== dayKey(at, here)) {
    return `${format.shortDay(at, here)} ${format.time(at, here)}`;
  }
  return same ? null : format.time(at, here);
}

/** « ici 09:30 »; null where the customer's clock shows what ours does. */
export function useHere(): (at: string, zone: string) => string | null {
  const { t } = useTranslation('callbacks');
  const format = useFormat();
  const here = useMe().site?.time_zone ?? 'UTC';
  return (at, zone) => {
    const time = otherClock(at, zone, here, format);
    return time && t('here', { time });
  };
}
