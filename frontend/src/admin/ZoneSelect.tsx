import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The territories' zones first, then all the others that the browser knows. */
const near = [
  'America/Guadeloupe',
  'America/Martinique',
  'America/Cayenne',
  'Indian/Reunion',
  'Indian/Mayotte',
  'America/Miquelon',
  'Europe/Paris',
];
const others = Intl.supportedValuesOf('timeZone').filter((zone) => !near.includes(zone));

interface ZoneSelectProps {
  value: string;
  onChange: (zone: string) => void;
}

export function ZoneSelect({ value, onChange }: ZoneSelectProps) {
  const { t } = useTranslation('admin');
  return (
    <Select
      size="md"
      label={t('sites.zone')}
      data={[
        { group: t('zone.near'), items: near },
        { group: t('zone.others'), items: others },
      ]}
      value={value}
      onChange={(zone) => zone && onChange(zone)}
      allowDeselect={false}
      searchable
      limit={40}
      maxDropdownHeight={320}
    />
  );
}
