import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { otherClock } from '../shared/callbacks/two-clocks';
import { useFormat } from '../shared/format';

const ZONES = [
  'Europe/Paris',
  'America/Guadeloupe',
  'America/Martinique',
  'America/Cayenne',
  'Indian/Reunion',
  'Indian/Mayotte',
];

interface PlaceClockProps {
  label: string;
  description: string;
  /** The company's own clock, offered first. */
  own: string;
  value: string;
  onChange: (zone: string) => void;
}

/** Whose clock a place is on: a company in Paris may receive in Guadeloupe. */
export function PlaceClock({ label, description, own, value, onChange }: PlaceClockProps) {
  const format = useFormat();
  return (
    <Select
      size="md"
      label={label}
      description={description}
      data={[...new Set([own, value, ...ZONES])].map((each) => ({
        value: each,
        label: `${format.zonePlace(each)} (${each})`,
      }))}
      value={value}
      onChange={(zone) => onChange(zone ?? own)}
      allowDeselect={false}
    />
  );
}

/** « là-bas 09:00 » where the clock of a place shows something else than the company's; null where it does not. */
export function useThere(own: string): (at: string, zone: string) => string | null {
  const { t } = useTranslation('callbacks');
  const format = useFormat();
  return (at, zone) => {
    const time = otherClock(at, own, zone, format);
    return time && t('slot.there', { time });
  };
}
